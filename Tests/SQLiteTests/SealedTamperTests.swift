// Tampering with sealed files: a byte, a page, a frame, an end. The answer is an error, or exactly
// what was committed; never anything else.

import SQLite
import Shared
import Testing

@Suite struct SealedTamperTests {
    private let sample: SealedSample
    private let connection: Connection
    private let image: SealedImage
    private let contents: [String]

    /// A database of some pages, and a log with later commits, both still in use.
    init() throws {
        sample = try SealedSample()
        connection = try sample.notes()
        for index in 0..<120 { try connection.addWords("note number \(index) of the first part") }
        try connection.add(String(repeating: "long", count: 5_000))
        try connection.checkpoint()
        for index in 0..<30 { try connection.addWords("note number \(index) of the second part") }
        image = try sample.image()
        contents = try connection.everything()
    }

    /// Whether an image is refused; it is a failure when it gives anything but the contents.
    private func isRefused(
        _ altered: SealedImage, sourceLocation: SourceLocation = #_sourceLocation
    ) throws -> Bool {
        let copy = try sample.restored(altered)
        let found: [String]
        do {
            found = try copy.open().everything()
        } catch let error as SQLiteError {
            #expect(
                error.isAltered || error.isCorrupt || error.isCannotOpen,
                "\(error)", sourceLocation: sourceLocation)
            return true
        } catch is Refusal {
            // The check of the whole file puts it in words.
            return true
        }
        #expect(found == contents, "wrong data", sourceLocation: sourceLocation)
        return false
    }

    @Test func whatWasNotTouchedOpens() throws {
        #expect(try !isRefused(image))
    }

    @Test(arguments: UInt64(1)...3)
    func anAlteredByteIsFound(seed: UInt64) throws {
        var generator = SplitMix(state: seed)
        for _ in 0..<60 {
            var altered = image
            let change = UInt8.random(in: 1...255, using: &generator)
            let inLog = Bool.random(using: &generator)
            if inLog {
                let index = Int.random(in: altered.log.indices, using: &generator)
                altered.log[index] ^= change
                let isPadding = (60..<64).contains(index) || (100..<128).contains(index)
                #expect(try isRefused(altered) != isPadding, "log \(index)")
            } else {
                let index = Int.random(
                    in: FileHead.length..<altered.database.count, using: &generator)
                altered.database[index] ^= change
                // A page that the log replaces is not read.
                _ = try isRefused(altered)
            }
        }
    }

    @Test func everyPageThatIsReadIsChecked() throws {
        // All in the database, nothing in the log.
        try connection.checkpoint()
        let image = try sample.image()
        #expect(try !isRefused(image))
        var generator = SplitMix(state: 4)
        for page in 0..<(image.database.count - FileHead.length) / SealedImage.page {
            var altered = image
            let offset = Int.random(in: 0..<SealedImage.page, using: &generator)
            altered.database[FileHead.length + page * SealedImage.page + offset] ^= 0x10
            #expect(try isRefused(altered), "page \(page)")
        }
    }

    @Test func everyFrameIsChecked() throws {
        var generator = SplitMix(state: 5)
        for frame in 0..<(image.log.count - SealedImage.logStart) / SealedImage.frame {
            for part in [0..<52, 52..<SealedImage.frame] {
                var altered = image
                let offset = Int.random(in: part, using: &generator)
                altered.log[SealedImage.logStart + frame * SealedImage.frame + offset] ^= 0x10
                #expect(try isRefused(altered), "frame \(frame)")
            }
        }
    }

    @Test func pagesAndFramesCannotChangePlaces() throws {
        var generator = SplitMix(state: 6)
        let pages = (image.database.count - FileHead.length) / SealedImage.page
        let frames = (image.log.count - SealedImage.logStart) / SealedImage.frame
        for _ in 0..<30 {
            var altered = image
            swap(
                &altered.database, FileHead.length, SealedImage.page,
                Int.random(in: 0..<pages, using: &generator),
                Int.random(in: 0..<pages, using: &generator))
            _ = try isRefused(altered)
            altered = image
            let (first, second) = (
                Int.random(in: 0..<frames, using: &generator),
                Int.random(in: 0..<frames, using: &generator)
            )
            swap(&altered.log, SealedImage.logStart, SealedImage.frame, first, second)
            #expect(try isRefused(altered) == (first != second))
        }
    }

    private func swap(
        _ bytes: inout [UInt8], _ start: Int, _ length: Int, _ first: Int, _ second: Int
    ) {
        let (a, b) = (start + first * length, start + second * length)
        let (one, other) = (Array(bytes[a..<a + length]), Array(bytes[b..<b + length]))
        bytes.replaceSubrange(a..<a + length, with: other)
        bytes.replaceSubrange(b..<b + length, with: one)
    }

    @Test(arguments: UInt64(1)...2)
    func anEndThatIsCutOffIsFound(seed: UInt64) throws {
        var generator = SplitMix(state: seed)
        for _ in 0..<40 {
            var altered = image
            altered.log.removeLast(Int.random(in: 1..<altered.log.count, using: &generator))
            #expect(try isRefused(altered), "log cut to \(altered.log.count)")
            altered = image
            altered.database.removeLast(
                Int.random(in: 1...altered.database.count - FileHead.length, using: &generator))
            _ = try isRefused(altered)
        }
        try connection.checkpoint()
        let whole = try sample.image()
        for _ in 0..<20 {
            var altered = whole
            altered.database.removeLast(
                Int.random(in: 1...altered.database.count - FileHead.length, using: &generator))
            #expect(try isRefused(altered), "cut to \(altered.database.count)")
        }
    }

    /// A smaller database that is whole in itself: each cut falls between two pages. The first
    /// thing that is read of it tells, whatever is asked for.
    @Test func everyCutBetweenPagesIsFoundByTheFirstThingThatIsRead() throws {
        try connection.checkpoint()
        let whole = try sample.image()
        let pages = (whole.database.count - FileHead.length) / SealedImage.page
        #expect(pages > 20)
        for kept in 0..<pages {
            var cut = whole
            cut.database = Array(
                cut.database.prefix(FileHead.length + kept * SealedImage.page))
            for log in [whole.log, []] {
                cut.log = log
                let copy = try sample.restored(cut)
                let error = #expect(throws: SQLiteError.self, "\(kept) of \(pages)") {
                    try copy.open().rows("SELECT 1 FROM sqlite_schema") { _ in }
                }
                #expect(error?.isAltered == true || error?.isCorrupt == true, "\(kept)")
            }
        }
    }

    /// What later commits left in the log does not hide it: what the log lacks is missed when it
    /// is read.
    @Test func everyCutBetweenPagesIsFoundBesideALog() throws {
        let whole = try plainTexts(connection)
        let pages = (image.database.count - FileHead.length) / SealedImage.page
        for kept in 0..<pages {
            var cut = image
            cut.database = Array(
                cut.database.prefix(FileHead.length + kept * SealedImage.page))
            // Only where the log holds every page that was cut off is nothing lost.
            if try !isRefused(cut) { #expect(pages - kept <= image.log.count / SealedImage.frame) }
            // Nobody checks a whole file before reading a row: that one is right, or an error.
            let copy = try sample.restored(cut)
            let rows = try? plainTexts(copy.open())
            #expect(rows == nil || rows == whole, "wrong data at \(kept) of \(pages)")
        }
    }

    /// The rows of the table itself, by no index.
    private func plainTexts(_ connection: Connection) throws -> [String] {
        var texts: [String] = []
        try connection.rows("SELECT text FROM note NOT INDEXED ORDER BY id") {
            texts.append($0.string(0))
        }
        return texts
    }

    @Test func wipedPagesAreNotEmptyPages() throws {
        try connection.checkpoint()
        let image = try sample.image()
        for page in 0..<(image.database.count - FileHead.length) / SealedImage.page {
            var altered = image
            let start = FileHead.length + page * SealedImage.page
            altered.database.replaceSubrange(
                start..<start + SealedImage.page,
                with: [UInt8](repeating: 0, count: SealedImage.page))
            #expect(try isRefused(altered), "page \(page)")
        }
    }

    /// What a loss of power leaves behind the last commit is the end of the log, as ever.
    @Test(arguments: UInt64(1)...3)
    func aTornEndIsNoDamage(seed: UInt64) throws {
        var generator = SplitMix(state: seed)
        for length in [1, 52, 60, SealedImage.frame, 3 * SealedImage.frame + 7] {
            var torn = image
            torn.log += (0..<length).map { _ in UInt8.random(in: 0...255, using: &generator) }
            #expect(try !isRefused(torn))
            torn = image
            torn.log += [UInt8](repeating: 0, count: length)
            #expect(try !isRefused(torn))
        }
    }
}
