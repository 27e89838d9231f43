// The HTTP/1.1 server: owns the socket, the event loops of libmicrohttpd and the workers, and
// starts and stops them in the one order that loses no request. See MicroHTTPCallbacks.swift for
// what happens to a request in between.

import CMicroHTTPD
import Glibc

/// An HTTP server that is running from its creation to `stop`.
///
/// Two event loops read and write; handlers run on `workerThreads` other threads, so that a handler
/// that blocks holds up nobody's connection. Stops at once when released without having been
/// stopped; its last reference must therefore not be dropped by a handler.
package final class MicroHTTPServer: Sendable {
    /// Where to listen, and the limits that keep one client from hurting the others.
    package struct Configuration: Sendable {
        /// A literal IPv4 or IPv6 address, or `localhost` (127.0.0.1).
        package var host: String
        /// 0 takes a free one.
        package var port: UInt16
        /// Larger bodies are refused with 413.
        package var maximumBodyBytes: Int
        /// How many handlers may run at once.
        package var workerThreads: Int
        /// Further clients wait unanswered; at least 2.
        package var maximumConnections: Int
        /// Further connections of one client are closed; 0 sets no limit. Streams do not count.
        package var maximumConnectionsPerAddress: Int
        /// Addresses without that limit: reverse proxies, behind which many stand.
        package var unlimitedAddresses: Set<String>
        /// A connection on which nothing moves for this long is closed; 0 never does.
        package var idleTimeoutSeconds: UInt32
        /// How long a request may take to arrive whole, and its answer to be taken, however much
        /// moves: a client that sends a byte now and then is cut off too.
        package var requestTimeoutSeconds: UInt32
        /// Requests waiting for a worker; further ones are refused with 503.
        package var maximumQueuedRequests: Int
        /// With one, the server speaks TLS, and nothing else.
        package var identity: TLSIdentity?

        /// A configuration; the limits suit a server that one territory uses.
        package init(
            host: String, port: UInt16, maximumBodyBytes: Int = 16 << 20, workerThreads: Int = 4,
            maximumConnections: Int = 1024, maximumConnectionsPerAddress: Int = 64,
            unlimitedAddresses: Set<String> = [], idleTimeoutSeconds: UInt32 = 60,
            requestTimeoutSeconds: UInt32 = 120, maximumQueuedRequests: Int = 256,
            identity: TLSIdentity? = nil
        ) {
            self.host = host
            self.port = port
            self.maximumBodyBytes = maximumBodyBytes
            self.workerThreads = workerThreads
            self.maximumConnections = maximumConnections
            self.maximumConnectionsPerAddress = maximumConnectionsPerAddress
            self.idleTimeoutSeconds = idleTimeoutSeconds
            self.unlimitedAddresses = unlimitedAddresses
            self.requestTimeoutSeconds = requestTimeoutSeconds
            self.maximumQueuedRequests = maximumQueuedRequests
            self.identity = identity
        }
    }

    /// The port that was bound, also when a free one was asked for.
    package var port: UInt16 { socket.port }

    /// The requests of which the first line has been read and the answer not been sent.
    package var requestsInProgress: Int { service.gate.requests }

    private static let eventLoops: UInt32 = 2
    /// Holds the head of a request and the part of its body that is being read; a head that does
    /// not fit is refused by the library.
    private static let bytesPerConnection = 32 << 10
    /// How long the last answers have to leave, after the grace period.
    private static let flushMilliseconds = 1000

    private let socket: ListeningSocket
    private let service: HTTPService
    private let sweeper: StoppableThread
    // The library's own threads use it too; it is valid until `stop`, which runs once.
    nonisolated(unsafe) private let daemon: OpaquePointer

    /// Binds, listens and answers from now on.
    ///
    /// - Parameter onRefusal: told of the requests that no handler sees.
    package init(
        configuration: Configuration, handler: @escaping HTTPHandler,
        onRefusal: @escaping HTTPRefusalHandler = { _, _ in }
    ) throws(ServerStartError) {
        try Self.check(configuration)
        let socket = try ListeningSocket(host: configuration.host, port: configuration.port)
        let service: HTTPService
        let sweeper: StoppableThread
        do throws(ServerStartError) {
            service = HTTPService(
                handler: handler, maximumBodyBytes: configuration.maximumBodyBytes,
                pool: try WorkerPool(
                    threads: configuration.workerThreads,
                    maximumQueued: configuration.maximumQueuedRequests),
                connections: Connections(
                    maximumPerAddress: configuration.maximumConnectionsPerAddress,
                    unlimited: configuration.unlimitedAddresses,
                    patience: UInt64(configuration.requestTimeoutSeconds) * 1000),
                onRefusal: onRefusal)
            sweeper = try Self.sweeper(service.connections)
        } catch {
            close(socket.descriptor)
            throw error
        }
        guard let daemon = Self.start(socket, service, configuration) else {
            // The socket is left alone: on most of its ways to fail the library has closed it.
            let code = errno
            service.pool.stop()
            throw .system(call: "MHD_start_daemon", code: code)
        }
        self.socket = socket
        self.service = service
        self.sweeper = sweeper
        self.daemon = daemon
    }

    /// Hands the socket to the library, whose callbacks keep a reference to the service.
    private static func start(
        _ socket: ListeningSocket, _ service: HTTPService, _ configuration: Configuration
    ) -> OpaquePointer? {
        func start(_ certificate: UnsafePointer<CChar>?, _ key: UnsafePointer<CChar>?)
            -> OpaquePointer?
        {
            let context = Unmanaged.passRetained(service)
            let daemon = relais_mhd_start(
                socket.descriptor, eventLoops, UInt32(configuration.maximumConnections),
                configuration.idleTimeoutSeconds, bytesPerConnection, certificate, key,
                TLSIdentity.priorities, noticeConnection, beginRequest, advanceRequest,
                endRequest, context.toOpaque())
            if daemon == nil { context.release() }
            return daemon
        }
        guard let identity = configuration.identity else { return start(nil, nil) }
        // The library copies neither; it has read them when it returns.
        return identity.certificate.withUnsafeBytes { certificate in
            identity.key.withUnsafeBytes { key in
                start(
                    certificate.assumingMemoryBound(to: CChar.self).baseAddress,
                    key.assumingMemoryBound(to: CChar.self).baseAddress)
            }
        }
    }

    /// Looks for connections that are too slow, twice a second.
    private static func sweeper(
        _ connections: Connections
    ) throws(ServerStartError) -> StoppableThread {
        try StoppableThread { isStopped in
            while !isStopped.wait(milliseconds: 500, until: { $0 }) { connections.sweep() }
        }
    }

    deinit {
        stop(gracePeriodMilliseconds: 0)
    }

    /// Lets the requests in progress finish, and ends. Streams end at once, as whole bodies.
    ///
    /// Requests that begin meanwhile are refused with 503, and so are those that are still waiting
    /// for a worker after the grace period. A handler that runs is never interrupted: this returns
    /// when the last one has. Idempotent, and safe from any thread but a worker's; a second caller
    /// waits for the first.
    package func stop(gracePeriodMilliseconds: Int) {
        guard service.gate.drain() else { return service.gate.waitUntilStopped() }
        // Not MHD_quiesce_daemon: it races with the daemon's own loops for who takes the listening
        // socket out of an epoll set, and the second one aborts the process. New connections are
        // still taken, and the draining gate answers each of their requests with 503.
        // A stream would go on for ever; its reader comes back to the server that follows.
        service.streams.endAll()
        if !service.gate.waitForRequests(milliseconds: gracePeriodMilliseconds) {
            service.gate.close()
            service.pool.abandonQueue()
        }
        // "It is an API violation to call MHD_stop_daemon while having suspended connections":
        // it aborts the process. Closing the gate first makes sure that none is added.
        service.gate.close()
        service.gate.waitForSuspended()
        _ = service.gate.waitForRequests(milliseconds: Self.flushMilliseconds)
        // It closes the listening socket too.
        MHD_stop_daemon(daemon)
        sweeper.stop()
        service.pool.stop()
        // The reference that the daemon's callbacks used.
        Unmanaged.passUnretained(service).release()
        service.gate.markStopped()
    }

    private static func check(_ configuration: Configuration) throws(ServerStartError) {
        // The library divides the connections among its loops, and gives a loop at least one.
        guard (Int(eventLoops)...1_000_000).contains(configuration.maximumConnections) else {
            throw .invalidConfiguration("maximumConnections")
        }
        guard (0...1_000_000).contains(configuration.maximumConnectionsPerAddress) else {
            throw .invalidConfiguration("maximumConnectionsPerAddress")
        }
        guard (1...1024).contains(configuration.workerThreads) else {
            throw .invalidConfiguration("workerThreads")
        }
        guard configuration.maximumQueuedRequests >= 1 else {
            throw .invalidConfiguration("maximumQueuedRequests")
        }
        guard configuration.requestTimeoutSeconds >= 1 else {
            throw .invalidConfiguration("requestTimeoutSeconds")
        }
        guard configuration.identity == nil || MHD_is_feature_supported(.FEATURE_TLS) == .YES else {
            throw .noTLS
        }
        guard (0...(1 << 30)).contains(configuration.maximumBodyBytes) else {
            throw .invalidConfiguration("maximumBodyBytes")
        }
    }
}
