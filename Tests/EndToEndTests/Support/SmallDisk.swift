// SmallDisk: a file system of a few mebibytes, that a test can fill.

import FoundationEssentials
import Glibc

final class SmallDisk {
    /// Whether this account may mount one; the reason is printed with what is skipped.
    static let isAvailable: Bool = {
        do {
            _ = try SmallDisk(kibibytes: 64)
            return true
        } catch { return false }
    }()

    static let reason = "a file system of a few MiB can be mounted by root only"

    let path: String
    private let folder: Folder
    private var filler: String { path + "/filler" }

    init(kibibytes: Int) throws {
        folder = try Folder()
        path = folder.path + "/disk"
        try FileManager.default.createDirectory(
            atPath: path, withIntermediateDirectories: false)
        guard mount("tmpfs", path, "tmpfs", 0, "size=\(kibibytes)k") == 0 else {
            throw Failure("mount: errno \(errno)")
        }
    }

    deinit {
        umount2(path, Int32(MNT_DETACH))
    }

    /// Takes all the space but some kibibytes.
    func fill(leaving kibibytes: Int) throws {
        let file = open(filler, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0o600)
        guard file >= 0 else { throw Failure("the filler cannot be made: errno \(errno)") }
        defer { close(file) }
        let block = [UInt8](repeating: 1, count: 4096)
        var size: off_t = 0
        while write(file, block, block.count) == block.count { size += off_t(block.count) }
        guard errno == ENOSPC else { throw Failure("the disk does not fill: errno \(errno)") }
        ftruncate(file, max(0, size - off_t(kibibytes * 1024)))
    }

    /// Gives the space back.
    func empty() throws {
        try FileManager.default.removeItem(atPath: filler)
    }
}
