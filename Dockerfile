# loopcheck with the go command, which it asks for packages:
#   docker build -t loopcheck .
#   docker run --rm -v "$PWD:/src" loopcheck ./...
FROM golang:1.26-alpine AS build
WORKDIR /loopcheck
COPY go.mod go.sum ./
RUN go mod download
COPY . .
RUN CGO_ENABLED=0 go build -trimpath -buildvcs=false -o /loopcheck-bin ./cmd/loopcheck

FROM golang:1.26-alpine
RUN apk add --no-cache git
COPY --from=build /loopcheck-bin /usr/local/bin/loopcheck
# The files belong to somebody else there, and git says so.
RUN git config --system --add safe.directory '*'
WORKDIR /src
ENTRYPOINT ["loopcheck"]
