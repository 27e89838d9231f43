// The examples of the protocol, as files: whatever language reads them.

import Foundation
import Shared
import Testing

/// An example as it lies in the folder.
func goldenFile(_ name: String) throws -> [UInt8] {
    let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
    return [UInt8](try Data(contentsOf: folder.appendingPathComponent("golden/\(name)")))
}

/// The names of the examples that are JSON.
func goldenNames() throws -> [String] {
    let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
        .appendingPathComponent("golden")
    return try FileManager.default.contentsOfDirectory(atPath: folder.path)
        .filter { $0.hasSuffix(".json") }.map { String($0.dropLast(".json".count)) }.sorted()
}

/// The bytes of an example in the binary form, which is written in digits.
func goldenBytes(_ name: String) throws -> [UInt8] {
    let digits = try goldenFile(name + ".hex").filter { $0 > UInt8(ascii: " ") }
    return try #require(Hex.decode(String(decoding: digits, as: UTF8.self)))
}
