// That files are read by their paths, and that one that cannot be read stops the import before it
// begins.

import ClientCore
import FoundationEssentials
import Glibc
import Shared
import Testing

@Suite("Imported files")
struct ImportedFileTests {
    private let good = "source,source_id,name\ns,1,A\n"

    @Test("a file is read by its path, which the report repeats")
    func read() throws {
        let sample = try ImportSample()
        let path = sample.folder + "/brest-organisation.csv"
        try Data((good + "s,2,\n").utf8).write(to: URL(filePath: path))
        let link = sample.folder + "/link-organisation.csv"
        try FileManager.default.createSymbolicLink(atPath: link, withDestinationPath: path)
        let report = try StoreImporter(store: sample.store).run(paths: [path])
        #expect(report.numbers == [2, 1, 0, 0, 1])
        #expect(report.skipped.map(\.file) == [path])
        #expect(try StoreImporter(store: sample.store).run(paths: [link]).unchanged == 1)
    }

    @Test(
        "what is missing, a folder or a device is refused, and nothing is imported",
        arguments: [
            "/missing.csv", "/store", "/device",
        ])
    func unreadable(name: String) throws {
        let sample = try ImportSample()
        let path = sample.folder + "/organisation.csv"
        try Data(good.utf8).write(to: URL(filePath: path))
        symlink("/dev/zero", sample.folder + "/device")
        let error = #expect(throws: RelaisError.self) {
            try StoreImporter(store: sample.store).run(paths: [path, sample.folder + name])
        }
        #expect(error?.code == "file_unreadable")
        #expect(error?.message.french.contains(name) == true)
        #expect(try sample.transactions() == 0)
    }

    @Test("a file over 64 MiB is refused before it is read")
    func tooLarge() throws {
        let sample = try ImportSample()
        let path = sample.folder + "/organisation.csv"
        try Data(good.utf8).write(to: URL(filePath: path))
        #expect(truncate(path, TextFile.maximumBytes + 1) == 0)
        let error = #expect(throws: RelaisError.self) {
            try StoreImporter(store: sample.store).run(paths: [path])
        }
        #expect(error?.code == "file_too_large")
    }
}
