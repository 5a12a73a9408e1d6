package shipped

import (
	"time"

	"github.com/loopcheck/loopcheck/analyzers/internal/contract"
)

// informers call the handlers of a registration one after the other. It has synced when they
// have returned from the first list, and a factory is shut down when all have returned.
func informers() []contract.Framework {
	const (
		module = "k8s.io/client-go"
		cache  = module + "/tools/cache"
		synced = "waits for the handlers of this registration to return from the first list"
		calls  = "the registration's goroutine calls it"
	)
	handler := func(code contract.Code, source string) contract.Runs {
		return each(on(code, calls, source, inGoroutine))
	}
	registered := func(call, method, source string) contract.Waits {
		w := mayWait(contract.Call, named(cache, call), synced, source, "wait where the handler is registered")
		w.When.Passes = named(cache, "ResourceEventHandlerRegistration."+method)
		return w
	}
	shutdown := func(pkg, factory, source string) contract.Waits {
		return mayWait(contract.Call, named(module+pkg, factory+".Shutdown"), "waits for the informers, and they for their handlers", source, inGoroutine)
	}
	return []contract.Framework{{
		Name:    "informer",
		Modules: []contract.Module{{Path: module, Version: "v0.37.2"}},
		Loops: []contract.Loop{{Pool: true, Budget: time.Second, Fix: "put the key into a work queue",
			Tolerates: []contract.Class{contract.Sleep, contract.Net, contract.Disk, contract.Exec, contract.DB, contract.Chan, contract.Await, contract.Lock}}},
		Runs: []contract.Runs{
			handler(contract.Implements(cache, "ResourceEventHandler", "On*"), "tools/cache/shared_informer.go:1509"),
			handler(contract.Field(cache, "ResourceEventHandlerFuncs", "*Func"), "tools/cache/controller.go:423"),
			handler(contract.Field(cache, "ResourceEventHandlerDetailedFuncs", "*Func"), "tools/cache/controller.go:479"),
			handler(contract.Field(cache, "FilteringResourceEventHandler", "FilterFunc"), "tools/cache/controller.go:535"),
		},
		Waits: []contract.Waits{
			registered("WaitForCacheSync", "HasSynced", "tools/cache/shared_informer.go:271"),
			registered("WaitForNamedCacheSync", "HasSynced", "tools/cache/shared_informer.go:271"),
			registered("WaitForNamedCacheSyncWithContext", "HasSynced", "tools/cache/shared_informer.go:271"),
			registered("WaitFor", "HasSyncedChecker", "tools/cache/shared_informer.go:275"),
			shutdown("/informers", "SharedInformerFactory", "informers/factory.go:323"),
			shutdown("/dynamic/dynamicinformer", "DynamicSharedInformerFactory", "dynamic/dynamicinformer/interface.go:48"),
			shutdown("/metadata/metadatainformer", "SharedInformerFactory", "metadata/metadatainformer/interface.go:48"),
		},
	}}
}
