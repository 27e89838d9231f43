// Watch: a watch that runs beside a test, and what it has told so far.

import ClientCore
import CurlTransport
import Shared
import Testing

@testable import Server

/// How a watch ended.
enum WatchEnding: Sendable, Equatable {
    case cancelled, revoked, clientTooOld
    case failed(String)
}

/// A watch from its creation to `end`.
final class Watch: Sendable {
    /// What it told.
    struct Seen: Sendable {
        var connections = 0
        var failures = 0
        var synchronisations = 0
        var pushed = 0
        var pulled = 0
    }

    private let monitor = Monitor(Seen())
    private let task: Task<WatchEnding, Never>

    var seen: Seen { monitor.update { $0 } }

    init(_ engine: SyncEngine, _ transport: any LiveTransport, _ policy: WatchPolicy) {
        let monitor = monitor
        task = Task {
            do throws(RelaisError) {
                let end = try await engine.watch(over: transport, policy: policy) { event in
                    monitor.update { Watch.note(event, &$0) }
                }
                switch end {
                case .cancelled: return .cancelled
                case .revoked: return .revoked
                case .clientTooOld: return .clientTooOld
                }
            } catch {
                return .failed(error.code)
            }
        }
    }

    deinit { task.cancel() }

    private static func note(_ event: WatchEvent, _ seen: inout Seen) {
        switch event {
        case .connected: seen.connections += 1
        case .disconnected: seen.failures += 1
        case .synchronised(let report):
            seen.synchronisations += 1
            seen.pushed += report.pushed
            seen.pulled += report.pulled
        }
    }

    /// Waits until it has told enough, for a minute at most.
    func wait(
        _ isEnough: @escaping @Sendable (Seen) -> Bool,
        sourceLocation: SourceLocation = #_sourceLocation
    ) async {
        let monitor = monitor
        let hasCome = await blocking { monitor.wait(milliseconds: 60_000) { isEnough($0) } }
        #expect(hasCome, sourceLocation: sourceLocation)
    }

    /// Cancels it and waits for its end.
    func end() async -> WatchEnding {
        task.cancel()
        return await task.value
    }

    /// Waits for it to end by itself.
    func ended() async -> WatchEnding { await task.value }
}

/// A transport to some port of the loopback.
func curlLine(port: UInt16) throws -> CurlTransport {
    try CurlTransport(baseURL: "http://127.0.0.1:\(port)", options: .init())
}
