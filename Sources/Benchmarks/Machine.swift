// Machine: what the figures were measured on.

import FoundationEssentials
import Glibc
import Shared

/// The parts of a machine without which its figures say nothing.
struct Machine {
    private let processors = Int(sysconf(Int32(_SC_NPROCESSORS_ONLN)))
    private let processor: String
    private let kernel: String
    private let fileSystem: String
    private let folder: String

    /// - Parameter folder: where the files are.
    init(folder: String) {
        self.folder = folder
        let cpu = Machine.text("/proc/cpuinfo").split(separator: "\n")
            .first { $0.hasPrefix("model name") }?.split(separator: ":").last
        processor = cpu.map { String($0.drop { $0 == " " }) } ?? "unknown"
        kernel = String(
            Machine.text("/proc/sys/kernel/osrelease").split(separator: "\n").first ?? "")
        // The longest mount point that the folder is under.
        let mounts = Machine.text("/proc/mounts").split(separator: "\n").map {
            $0.split(separator: " ").map(String.init)
        }
        let mount = mounts.filter { $0.count > 2 && (folder + "/").hasPrefix($0[1]) }
            .max { $0[1].utf8.count < $1[1].utf8.count }
        fileSystem = mount?[2] ?? "unknown"
    }

    var line: String {
        "\(processors) × \(processor), Linux \(kernel); files in \(folder) (\(fileSystem)); "
            + "synchronous = FULL on both sides, write-ahead log"
    }

    var json: JSON {
        .object([
            "processors": .integer(Int64(processors)), "processor": .string(processor),
            "kernel": .string(kernel), "fileSystem": .string(fileSystem),
            "synchronous": .string("FULL"),
        ])
    }

    private static func text(_ path: String) -> String {
        String(decoding: FileManager.default.contents(atPath: path) ?? Data(), as: UTF8.self)
    }
}
