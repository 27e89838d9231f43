// Terminal: a terminal that nobody sits at: a program reads from it as from a keyboard, and the
// test sees what it would show of what is typed.

import Glibc

final class Terminal {
    /// The end of who sits at it, and the program's.
    private let desk: Int32
    let input: Int32

    /// As `posix_openpt`, `unlockpt` and `ptsname` do it on Linux, which this module does not see
    /// (https://man7.org/linux/man-pages/man2/TIOCSPTLCK.2const.html).
    init() throws {
        desk = open("/dev/ptmx", O_RDWR | O_NOCTTY | O_CLOEXEC)
        var (isLocked, number): (Int32, UInt32) = (0, 0)
        guard desk >= 0, ioctl(desk, 0x4004_5431, &isLocked) == 0,
            ioctl(desk, 0x8004_5430, &number) == 0
        else { throw Failure("/dev/ptmx: errno \(errno)") }
        input = open("/dev/pts/\(number)", O_RDWR | O_NOCTTY | O_CLOEXEC)
        guard input >= 0, fcntl(desk, F_SETFL, O_NONBLOCK) == 0 else {
            throw Failure("/dev/pts/\(number): errno \(errno)")
        }
    }

    deinit {
        close(input)
        close(desk)
    }

    /// Whether it shows what is typed.
    var showsTyping: Bool {
        var settings = termios()
        return tcgetattr(input, &settings) == 0 && settings.c_lflag & tcflag_t(ECHO) != 0
    }

    /// Types, once nothing of it would be shown: what is typed before is thrown away.
    func typeUnseen(_ text: String) throws {
        for _ in 0..<2_000 where showsTyping { usleep(5_000) }
        guard !showsTyping else { throw Failure("the terminal goes on showing what is typed") }
        let bytes = Array(text.utf8)
        guard write(desk, bytes, bytes.count) == bytes.count else {
            throw Failure("write: errno \(errno)")
        }
    }

    /// What it has shown.
    func shown() -> String {
        var buffer = [UInt8](repeating: 0, count: 4_096)
        let count = read(desk, &buffer, buffer.count)
        return String(decoding: buffer.prefix(max(0, count)), as: UTF8.self)
    }
}
