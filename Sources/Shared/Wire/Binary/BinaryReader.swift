// BinaryReader: the primitives of the binary form, from bytes that may come from anybody.
//
// Every read is checked against what is left, and what is read has one form: an index is refused
// that could be told otherwise, and so is a new entry that its table has already. References make
// a short message say much, so what they stand for is added up and bounded too.

/// Reads the protocol's values in the binary form.
struct BinaryReader {
    private var bytes: ByteReader
    private var names: [String] = []
    private var knownNames: Set<TableText> = []
    private var texts: [String] = []
    private var knownTexts: Set<TableText> = []
    private var ids: [RecordID] = []
    private var knownIDs: Set<RecordID> = []
    private var transactions: [TransactionID] = []
    private var knownTransactions: Set<TransactionID> = []
    private var writes: [Write] = []
    private var knownWrites: Set<Write> = []
    private var epochs: [Epoch] = []
    private var knownEpochs: Set<Epoch> = []
    private var lastSequence: UInt64 = 0
    private var lastStamp: UInt64 = 0
    private var lastMade: UInt64 = 0
    /// What the message may still say, in bytes, with every reference spelled out.
    private var allowance: Int
    /// The epoch of the message's own sequence numbers.
    var lineEpoch: Epoch?
    /// The record that the last change was of.
    var lastKey: RecordKey?
    /// What the last transaction was written by, and had seen.
    var lastSchema = 0
    var lastSeen: Position?

    /// Reads a message; `frame` is called with each frame and reads it, or returns `false`
    /// when the message has no such frame.
    ///
    /// - Parameter tables: of the message that it goes on with.
    /// - Returns: its own tables at its end.
    @discardableResult
    static func message(
        _ bytes: [UInt8], _ kind: BinaryForm.Kind, goingOnWith tables: BinaryTables? = nil,
        _ frame: (inout BinaryReader, BinaryForm.Frame) throws(ByteError) -> Bool
    ) throws(WireError) -> BinaryTables {
        do {
            var reader = try BinaryReader(bytes, kind)
            if let tables { reader.begin(with: tables) }
            try reader.frames(frame)
            return reader.tables
        } catch {
            throw WireError("binary: \(error.reason) at byte \(error.offset)")
        }
    }

    private init(_ bytes: [UInt8], _ kind: BinaryForm.Kind) throws(ByteError) {
        self.bytes = ByteReader(bytes)
        allowance = WireLimits.messageBytes - bytes.count
        guard allowance >= 0 else { throw self.bytes.failure(.tooMany) }
        guard try self.bytes.raw(BinaryForm.magic.count) == BinaryForm.magic else {
            throw self.bytes.failure(.newerFormat)
        }
        guard try self.bytes.byte() == kind.rawValue else { throw self.bytes.failure(.badTag) }
    }

    private mutating func begin(with tables: BinaryTables) {
        names = tables.names
        texts = tables.texts
        ids = tables.ids
        transactions = tables.transactions
        writes = tables.writes
        epochs = tables.epochs
        lastSequence = tables.lastSequence
        lastStamp = tables.lastStamp
        lastMade = tables.lastMade
        knownNames = Set(names.map(TableText.init))
        knownTexts = Set(texts.map(TableText.init))
        knownIDs = Set(ids)
        knownTransactions = Set(transactions)
        knownWrites = Set(writes)
        knownEpochs = Set(epochs)
    }

    private var tables: BinaryTables {
        BinaryTables(
            names: names, texts: texts, ids: ids, transactions: transactions, writes: writes,
            epochs: epochs, lastSequence: lastSequence, lastStamp: lastStamp, lastMade: lastMade)
    }

    private mutating func frames(
        _ frame: (inout BinaryReader, BinaryForm.Frame) throws(ByteError) -> Bool
    ) throws(ByteError) {
        var last: UInt8 = 0
        while case let number = try bytes.byte(), number != 0 {
            guard number > last else { throw failure(.notCanonical) }
            last = number
            let outer = try bytes.enter()
            if let known = BinaryForm.Frame(rawValue: number), try frame(&self, known) {
                try bytes.finish()
            } else if number < BinaryForm.Frame.firstPassedOver {
                throw failure(.badTag)
            }
            bytes.leave(to: outer)
        }
        try bytes.finish()
    }

    /// What is left of the frame that is being read.
    var remaining: Int { bytes.remaining }

    func failure(_ reason: ByteError.Reason) -> ByteError { bytes.failure(reason) }

    /// Counts what a reference stands for.
    mutating func charge(_ cost: Int) throws(ByteError) {
        guard cost <= allowance else { throw failure(.tooMany) }
        allowance -= cost
    }

    /// A list of at most `limit` elements.
    ///
    /// - Parameters:
    ///   - cost: what an element takes at least when nothing of it is a reference.
    ///   - isOptional: whether an empty list is written at all.
    mutating func list<Element>(
        limit: Int, cost: Int, isOptional: Bool = false,
        _ element: (inout BinaryReader) throws(ByteError) -> Element
    ) throws(ByteError) -> [Element] {
        let count = try bytes.unsigned()
        guard count > 0 || !isOptional else { throw failure(.notCanonical) }
        return try list(count: count, limit: limit, cost: cost, element)
    }

    /// A list whose count was read before it.
    mutating func list<Element>(
        count: UInt64, limit: Int, cost: Int,
        _ element: (inout BinaryReader) throws(ByteError) -> Element
    ) throws(ByteError) -> [Element] {
        // An element takes a byte at least.
        guard count <= UInt64(min(limit, bytes.remaining)) else { throw failure(.tooMany) }
        try charge(Int(count) * cost)
        var elements: [Element] = []
        for _ in 0..<count { elements.append(try element(&self)) }
        return elements
    }

    mutating func byte() throws(ByteError) -> UInt8 { try bytes.byte() }

    mutating func unsigned() throws(ByteError) -> UInt64 { try bytes.unsigned() }

    mutating func signed() throws(ByteError) -> Int64 { try bytes.signed() }

    mutating func fixed() throws(ByteError) -> UInt64 { try bytes.fixed() }

    mutating func raw(_ count: Int) throws(ByteError) -> [UInt8] { try bytes.raw(count) }

    /// Puts so many bytes, as they are, behind others.
    mutating func copy(_ count: Int, to other: inout [UInt8]) throws(ByteError) {
        try bytes.copy(count, to: &other)
    }

    mutating func copyUnsigned(to other: inout [UInt8]) throws(ByteError) {
        try bytes.copyUnsigned(to: &other)
    }

    mutating func flags(_ all: UInt8) throws(ByteError) -> UInt8 {
        let flags = try bytes.byte()
        guard flags & ~all == 0 else { throw failure(.badTag) }
        return flags
    }

    mutating func bool() throws(ByteError) -> Bool { try flags(1) == 1 }

    mutating func integer(_ range: ClosedRange<Int>) throws(ByteError) -> Int {
        let value = try bytes.unsigned()
        guard value <= UInt64(range.upperBound), value >= UInt64(range.lowerBound) else {
            throw failure(.badNumber)
        }
        return Int(value)
    }

    mutating func replica() throws(ByteError) -> Replica {
        Replica(try integer(0...Int(Replica.max)))
    }

    mutating func plain(limit: Int) throws(ByteError) -> String {
        let length = try bytes.count()
        guard length <= limit else { throw failure(.tooMany) }
        return try bytes.text(length: length)
    }

    mutating func phrase() throws(ByteError) -> Phrase {
        Phrase(fr: try plain(limit: 10_000), en: try plain(limit: 10_000))
    }

    mutating func chain() throws(ByteError) -> ChainHash {
        guard let chain = ChainHash(try bytes.raw(32)) else { throw failure(.truncated) }
        return chain
    }

    mutating func digest() throws(ByteError) -> Digest {
        Digest(high: try bytes.fixed(), low: try bytes.fixed())
    }

    mutating func name() throws(ByteError) -> String { try name(try bytes.unsigned()) }

    /// The name that a reference of which the tag was taken off stands for.
    mutating func name(_ reference: UInt64) throws(ByteError) -> String {
        if reference > 0 {
            guard reference <= UInt64(names.count) else { throw failure(.badTag) }
            let name = names[Int(reference) - 1]
            try charge(name.utf8.count)
            return name
        }
        let name = try bytes.text()
        guard WireReader.isName(name) else { throw failure(.badText) }
        guard knownNames.insert(TableText(name)).inserted else { throw failure(.notCanonical) }
        names.append(name)
        return name
    }

    /// Puts a name that was said otherwise where it is found when it is said again.
    mutating func know(_ name: String) {
        if knownNames.insert(TableText(name)).inserted { names.append(name) }
    }

    mutating func text(limit: Int = 1 << 20) throws(ByteError) -> String {
        let code = try bytes.unsigned()
        if code == 1 {
            try charge(36)
            return try id().description
        }
        if code & 1 == 1 {
            guard code >> 1 <= UInt64(texts.count) else { throw failure(.badTag) }
            let text = texts[Int(code >> 1) - 1]
            try charge(text.utf8.count)
            guard text.utf8.count <= limit else { throw failure(.tooMany) }
            return text
        }
        guard code >> 1 <= UInt64(limit) else { throw failure(.tooMany) }
        let text = try bytes.text(length: Int(code >> 1))
        guard RecordID(exactly: text) == nil else { throw failure(.notCanonical) }
        if text.utf8.count <= BinaryForm.tableTextBytes {
            guard knownTexts.insert(TableText(text)).inserted else {
                throw failure(.notCanonical)
            }
            texts.append(text)
        }
        return text
    }

    mutating func id() throws(ByteError) -> RecordID {
        let reference = try bytes.unsigned()
        if reference > 0 {
            guard reference <= UInt64(ids.count) else { throw failure(.badTag) }
            return ids[Int(reference) - 1]
        }
        lastMade = try moved(lastMade, by: try bytes.signed())
        let rest = UInt64(try bytes.byte()) << 8 | UInt64(try bytes.byte())
        let id = RecordID(high: lastMade << 16 | rest, low: try bytes.fixed())
        guard knownIDs.insert(id).inserted else { throw failure(.notCanonical) }
        ids.append(id)
        return id
    }

    mutating func key() throws(ByteError) -> RecordKey {
        RecordKey(collection: try name(), id: try id())
    }

    mutating func transaction() throws(ByteError) -> TransactionID {
        let distance = try bytes.unsigned()
        if distance > 0 {
            guard distance <= UInt64(transactions.count) else { throw failure(.badTag) }
            return transactions[transactions.count - Int(distance)]
        }
        let id = TransactionID(try bytes.fixed())
        guard knownTransactions.insert(id).inserted else { throw failure(.notCanonical) }
        transactions.append(id)
        return id
    }

    mutating func stamp() throws(ByteError) -> Stamp {
        let code = try bytes.unsigned()
        let delta = code >> 1
        lastStamp = try moved(lastStamp, by: Int64(zigZag: delta))
        guard code & 1 == 1 else { return Stamp(lastStamp << 16) }
        return Stamp(lastStamp << 16 | UInt64(try integer(1...0xFFFF)))
    }

    /// Milliseconds after or before others, of which there are 48 bits.
    private func moved(_ milliseconds: UInt64, by delta: Int64) throws(ByteError) -> UInt64 {
        let (sum, isOver) = Int64(milliseconds).addingReportingOverflow(delta)
        guard !isOver, sum >= 0, sum < Int64(BinaryForm.milliseconds) else {
            throw failure(.badNumber)
        }
        return UInt64(sum)
    }

    mutating func epoch() throws(ByteError) -> Epoch? {
        let reference = try bytes.unsigned()
        if reference == 0 { return nil }
        if reference > 1 {
            guard reference - 1 <= UInt64(epochs.count) else { throw failure(.badTag) }
            return epochs[Int(reference) - 2]
        }
        let epoch = Epoch(try bytes.fixed())
        guard knownEpochs.insert(epoch).inserted else { throw failure(.notCanonical) }
        epochs.append(epoch)
        return epoch
    }

    mutating func someEpoch() throws(ByteError) -> Epoch {
        guard let epoch = try epoch() else { throw failure(.badTag) }
        return epoch
    }

    mutating func sequence() throws(ByteError) -> UInt64 {
        lastSequence &+= UInt64(bitPattern: try bytes.signed())
        return lastSequence
    }

    mutating func position() throws(ByteError) -> Position? {
        guard let epoch = try epoch() else { return nil }
        return Position(epoch: epoch, sequence: try sequence())
    }

    mutating func somePosition() throws(ByteError) -> Position {
        guard let position = try position() else { throw failure(.badTag) }
        return position
    }

    mutating func write() throws(ByteError) -> Write { try write(try bytes.unsigned()) }

    /// The write that a reference of which the tag was taken off stands for.
    mutating func write(_ reference: UInt64) throws(ByteError) -> Write {
        if reference > 0 {
            guard reference <= UInt64(writes.count) else { throw failure(.badTag) }
            return writes[writes.count - Int(reference)]
        }
        let transaction = try transaction()
        let flags = try bytes.unsigned()
        guard let replica = Replica(exactly: flags >> BinaryForm.WriteFlag.bits) else {
            throw failure(.badNumber)
        }
        let stamp = try stamp()
        var claimed = stamp
        if flags & BinaryForm.WriteFlag.isClaimedOtherwise != 0 {
            claimed = Stamp(stamp.rawValue &+ UInt64(bitPattern: try bytes.signed()))
            guard claimed != stamp else { throw failure(.notCanonical) }
        }
        var write = Write(
            transaction: transaction, stamp: stamp, claimed: claimed, replica: replica,
            position: try position(),
            isClockVerified: flags & BinaryForm.WriteFlag.isClockUnverified == 0)
        if flags & BinaryForm.WriteFlag.hasFormer != 0 {
            write.former = try places(limit: WireLimits.forks)
        }
        guard knownWrites.insert(write).inserted else { throw failure(.notCanonical) }
        writes.append(write)
        return write
    }

    /// At least one position, in canonical order.
    mutating func places(limit: Int) throws(ByteError) -> [Position] {
        let places = try list(limit: limit, cost: 2, isOptional: true) {
            reader throws(ByteError) in try reader.somePosition()
        }
        try requireOrder(places, Position.canonicallyBefore)
        return places
    }

    /// Refuses what another order would write otherwise.
    func requireOrder<Element>(
        _ elements: [Element], _ isBefore: (Element, Element) -> Bool
    ) throws(ByteError) {
        guard zip(elements, elements.dropFirst()).allSatisfy(isBefore) else {
            throw failure(.notCanonical)
        }
    }

    /// A value whose tag was read before it.
    mutating func value(_ tag: UInt64) throws(ByteError) -> FieldValue {
        switch tag {
        case BinaryForm.Tag.null: return .null
        case BinaryForm.Tag.no: return .bool(false)
        case BinaryForm.Tag.yes: return .bool(true)
        case BinaryForm.Tag.integer: return .integer(try bytes.signed())
        case BinaryForm.Tag.real:
            let number = Double(bitPattern: try bytes.fixed())
            guard number.isFinite else { throw failure(.badNumber) }
            return .real(number)
        case BinaryForm.Tag.text: return .text(try text())
        default: throw failure(.badTag)
        }
    }
}
