// Interruption: somebody asks the program to end (Ctrl-C, SIGTERM), and it ends what it is doing.
//
// A signal handler may do almost nothing, so it writes a byte into a pipe; a thread that waits for
// that byte does the rest. The second signal ends the process at once, as without a handler.

import Glibc

enum Interruption {
    /// Calls `end` once, on another thread, when SIGINT or SIGTERM comes. To be used once.
    static func whenAsked(_ end: @escaping @Sendable () -> Void) {
        var thread = pthread_t()
        let work = Unmanaged.passRetained(Waiting(end: end))
        guard ends.reading >= 0, pthread_create(&thread, nil, waitForSignal, work.toOpaque()) == 0
        else {
            // The signals end the process, as they do by default: nothing durable is lost by that.
            work.release()
            return
        }
        pthread_detach(thread)
        for number in numbers { signal(number, noteSignal) }
    }

    fileprivate static let numbers = [SIGINT, SIGTERM]

    /// Made before the handlers are set; -1 when the system has no more descriptors.
    fileprivate static let ends: (reading: Int32, writing: Int32) = {
        var ends: [Int32] = [-1, -1]
        return pipe(&ends) == 0 ? (ends[0], ends[1]) : (-1, -1)
    }()
}

private final class Waiting: Sendable {
    let end: @Sendable () -> Void

    init(end: @escaping @Sendable () -> Void) { self.end = end }
}

// C callbacks must be file-level functions: a closure cannot carry a context.

private func noteSignal(_ number: Int32) {
    let before = errno
    var byte: UInt8 = 0
    _ = write(Interruption.ends.writing, &byte, 1)
    errno = before
}

private func waitForSignal(_ context: UnsafeMutableRawPointer?) -> UnsafeMutableRawPointer? {
    guard let context else { return nil }
    let waiting = Unmanaged<Waiting>.fromOpaque(context).takeRetainedValue()
    var byte: UInt8 = 0
    while read(Interruption.ends.reading, &byte, 1) < 0 && errno == EINTR {}
    for number in Interruption.numbers { signal(number, SIG_DFL) }
    waiting.end()
    return nil
}
