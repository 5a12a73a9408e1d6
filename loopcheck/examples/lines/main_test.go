package main

func Example() {
	main()
	// Output:
	// up to line 250: 250 lines, asked the server 3 times
	// up to the end: 624 lines, asked the server 8 times
}
