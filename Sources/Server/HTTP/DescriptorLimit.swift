// The limit on open descriptors: each held connection is one, and Debian starts a process with a
// soft limit of 1,024.

import Glibc

package enum DescriptorLimit {
    /// Raises the soft limit to `wanted`, or to as much as this process may have. Never lowers it.
    package static func raise(to wanted: Int) {
        var limit = rlimit()
        guard getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit) == 0 else { return }
        let reachable = min(rlim_t(wanted), limit.rlim_max)
        guard limit.rlim_cur < reachable else { return }
        limit.rlim_cur = reachable
        setrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit)
    }
}
