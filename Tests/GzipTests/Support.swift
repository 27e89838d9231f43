// What the tests of this module need from the system: other programs, files, and how much memory
// this process has ever held.

import Foundation
import Glibc
import Testing

/// What a program writes to its standard output; the test fails unless it ends with 0.
func external(_ program: String, _ arguments: String...) throws -> Data {
    let process = Process()
    let output = Pipe()
    process.executableURL = URL(fileURLWithPath: program)
    process.arguments = arguments
    process.standardInput = FileHandle.nullDevice
    process.standardOutput = output
    try process.run()
    let data = try output.fileHandleForReading.readToEnd() ?? Data()
    process.waitUntilExit()
    try #require(process.terminationStatus == 0)
    return data
}

/// A file that is removed when the test lets go of it.
final class TemporaryFile {
    let path: String

    init(_ bytes: [UInt8]) throws {
        var template = Array("/tmp/relais-gzip-XXXXXX".utf8CString)
        let descriptor = mkstemp(&template)
        try #require(descriptor >= 0)
        path = String(decoding: template.dropLast().map(UInt8.init(bitPattern:)), as: UTF8.self)
        try FileHandle(fileDescriptor: descriptor, closeOnDealloc: true).write(contentsOf: bytes)
    }

    deinit { unlink(path) }
}

/// The greatest resident size that this process has had, in KiB.
func peakMemory() throws -> Int {
    var usage = rusage()
    try #require(getrusage(RUSAGE_SELF.rawValue, &usage) == 0)
    return usage.ru_maxrss
}
