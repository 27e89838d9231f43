// CuttingProxy: a way to a server that breaks after a number of bytes, whichever way they went.

import Glibc
import Shared

@testable import Server

/// Carries connections to a port of the loopback, and closes everything at once when as many bytes
/// have passed as it was given.
final class CuttingProxy: Sendable {
    private let server: ScriptedServer
    var port: UInt16 { server.port }

    init(to target: UInt16, after bytes: Int) throws {
        let left = Locked(bytes)
        server = try ScriptedServer { near in
            guard let far = RawConnection(port: target) else { return }
            onNewThread { CuttingProxy.carry(far, near, left) }
            CuttingProxy.carry(near, far, left)
        }
    }

    private static func carry(
        _ from: RawConnection, _ to: RawConnection, _ left: Locked<Int>
    ) {
        while let part = from.read() {
            let passing = left.withLock { left in
                let passing = min(left, part.count)
                left -= passing
                return passing
            }
            to.send(Array(part.prefix(passing)))
            if passing < part.count { break }
        }
        from.end()
        to.end()
    }
}
