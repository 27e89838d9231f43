// RequestLimiter: how often one device may ask. It knows no socket and no storage; the time is
// handed in. `EnrolmentLimiter` counts wrong codes.
//
// Laws: a device never pays for what others do, and never for what somebody does in its name with
// another secret; memory is bounded, whatever anybody sends.

import Shared

/// The allowances of a server's clients.
package final class RequestLimiter: Sendable {
    /// A device's requests. A first synchronisation of 100,000 records takes some 200 of them at
    /// once, somebody who works and watches one every few seconds.
    static let device = TokenBucket.Rate(burst: 600, perSecond: 10)
    /// The allowances that are remembered; some 100 bytes each.
    static let maximumBuckets = 20_000

    private let devices = Locked<[[UInt8]: TokenBucket]>([:])
    private let now: @Sendable () -> UInt64
    private let device: TokenBucket.Rate

    /// - Parameters:
    ///   - now: milliseconds of any clock.
    ///   - devicePerSecond: another allowance for devices: so many a second, and sixty times that
    ///     at once.
    package init(now: @escaping @Sendable () -> UInt64, devicePerSecond: UInt64? = nil) {
        self.now = now
        device =
            devicePerSecond.map { TokenBucket.Rate(burst: $0 * 60, perSecond: $0) }
            ?? RequestLimiter.device
    }

    /// Counts a request.
    ///
    /// - Returns: `nil` when it may go on, otherwise after how many milliseconds one may.
    func admit(_ request: HTTPRequest) -> UInt64? {
        guard let credential = request.header("authorization") else { return nil }
        let now = now()
        // By the hash of all of it: the secret is not kept, and a wrong one is nobody's.
        let key = SHA256.hash(Array(credential.utf8))
        let rate = device
        return devices.withLock { devices in
            RequestLimiter.makeRoom(in: &devices, for: key, now)
            return devices[key, default: TokenBucket(rate, now: now)].take(now: now)
        }
    }

    /// How many allowances are remembered.
    var count: Int { devices.withLock { $0.count } }

    /// Forgets what needs no memory; and everything when that is not enough, which gives everybody
    /// a new allowance and harms nobody.
    private static func makeRoom(
        in buckets: inout [[UInt8]: TokenBucket], for key: [UInt8], _ now: UInt64
    ) {
        guard buckets.count >= maximumBuckets, buckets[key] == nil else { return }
        buckets = buckets.filter { entry in
            var bucket = entry.value
            return !bucket.isFull(now: now)
        }
        if buckets.count >= maximumBuckets { buckets = [:] }
    }
}
