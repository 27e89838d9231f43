// What the tests of the server and of the transport share: a server on a free port, plain threads
// for what blocks, a switch that handlers wait for, and noise that is the same each time.

import Glibc
import Shared

@testable import Server

/// A server of the tests, on the loopback and a free port.
func startServer(
    maximumBodyBytes: Int = 8 << 20, workerThreads: Int = 4, maximumQueuedRequests: Int = 256,
    idleTimeoutSeconds: UInt32 = 30, handler: @escaping HTTPHandler
) throws -> MicroHTTPServer {
    try MicroHTTPServer(
        configuration: .init(
            host: "127.0.0.1", port: 0, maximumBodyBytes: maximumBodyBytes,
            workerThreads: workerThreads, maximumConnectionsPerAddress: 0,
            idleTimeoutSeconds: idleTimeoutSeconds, maximumQueuedRequests: maximumQueuedRequests),
        handler: handler)
}

/// Answers with the body that came.
func echo(_ request: HTTPRequest) -> HTTPResponse {
    HTTPResponse(
        status: 200, headers: [("Content-Type", "application/octet-stream")], body: request.body)
}

/// A gate that handlers wait at until the test opens it, instead of sleeping.
final class Switch: Sendable {
    private struct State {
        var isOpen = false
        var arrived = 0
    }

    private let state = Monitor(State())

    /// Waits until the switch is open.
    func pass() {
        state.update { $0.arrived += 1 }
        state.wait { $0.isOpen ? () : nil }
    }

    func open() {
        state.update { $0.isOpen = true }
    }

    /// Whether this many have come to it, in a minute at most.
    func waitForArrivals(_ count: Int) -> Bool {
        state.wait(milliseconds: 60_000) { $0.arrived >= count }
    }
}

/// Runs what blocks on a thread of its own, away from the tests' few shared ones.
func blocking<Result: Sendable>(_ body: @escaping @Sendable () -> Result) async -> Result {
    await withCheckedContinuation { continuation in
        onNewThread { continuation.resume(returning: body()) }
    }
}

private final class Work: Sendable {
    let body: @Sendable () -> Void

    init(_ body: @escaping @Sendable () -> Void) {
        self.body = body
    }
}

func onNewThread(_ body: @escaping @Sendable () -> Void) {
    var thread = pthread_t()
    let context = Unmanaged.passRetained(Work(body)).toOpaque()
    let status = pthread_create(&thread, nil, runWork, context)
    precondition(status == 0)
    pthread_detach(thread)
}

private func runWork(_ context: UnsafeMutableRawPointer?) -> UnsafeMutableRawPointer? {
    if let context { Unmanaged<Work>.fromOpaque(context).takeRetainedValue().body() }
    return nil
}

/// Asks again and again, for a minute at most.
func eventually(_ condition: () -> Bool) -> Bool {
    let limit = ContinuousClock.now + .seconds(60)
    repeat {
        if condition() { return true }
        usleep(5000)
    } while ContinuousClock.now < limit
    return condition()
}

extension SeededGenerator {
    mutating func bytes(_ count: Int) -> [UInt8] {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(count + 8)
        while bytes.count < count {
            withUnsafeBytes(of: next()) { bytes += $0 }
        }
        return Array(bytes[..<count])
    }
}
