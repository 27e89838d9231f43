// What is read from canonical bytes without making the state is what the state shows.

import Shared
import Testing

@Suite("What a plain state shows")
struct StateColumnsTests {
    @Test("bytes show what their state shows, and every plain state is plain to read")
    func states() throws {
        var random = SeededGenerator(seed: 61)
        var plain = 0
        for _ in 0..<3_000 {
            let state = random.flag() ? random.plainState() : random.recordState()
            let declaration = random.declaration(of: state)
            let isRead = try compare(state.bytes, declaration)
            if isRead { plain += 1 }
            let isPlain =
                state.isPlain
                && state.fields.allSatisfy { field in
                    declaration.fieldByKey(field.name).map(field.fits) ?? !field.hasManyValues
                }
            #expect(!isPlain || isRead)
        }
        #expect(plain > 500, "enough of them are plain")
    }

    @Test("damaged bytes are refused where the state is refused, and read where it is read")
    func damage() throws {
        var random = SeededGenerator(seed: 62)
        var read = 0
        for _ in 0..<600 {
            let state = random.plainState()
            let declaration = random.declaration(of: state)
            for _ in 0..<20 {
                if try compare(random.mutated(state.bytes), declaration) { read += 1 }
            }
            var reversed = state
            for index in reversed.fields.indices { reversed.fields[index].siblings.reverse() }
            _ = try compare(reversed.bytes, declaration)
            for length in 0..<state.bytes.count {
                #expect(try !compare(Array(state.bytes.prefix(length)), declaration))
            }
        }
        #expect(read > 100, "the damage is subtle enough to be read at times")
    }

    @Test("a collection of split texts has no plain states")
    func splits() {
        let names = ["name", "given_name", "family_name"]
        let fields = names.map { Field.text($0, fr: $0, en: $0).declaration }
        let label = Phrase(fr: "a", en: "a")
        let whole = CollectionDeclaration("a", label, access: .territory, fields: fields)
        #expect(StateColumns(whole) != nil)
        let split = CollectionDeclaration(
            "a", label, access: .territory, fields: fields,
            splits: [SplitLens(names[0], parts: [names[1], names[2]], by: " ", since: 2)])
        #expect(StateColumns(split) == nil)
    }

    /// Whether the bytes are plain to read; they then show what their state shows.
    private func compare(
        _ bytes: [UInt8], _ declaration: CollectionDeclaration
    ) throws -> Bool {
        let columns = try #require(StateColumns(declaration))
        let state = try? RecordState(bytes: bytes)
        let shown: [ShownValue]?
        do {
            shown = try columns.shown(bytes)
        } catch {
            #expect(state == nil, "only what nobody reads is refused")
            return false
        }
        guard let shown else { return false }
        let whole = try #require(state, "what is shown can be read")
        let view = RecordView(declaration, whole)
        #expect(shown == view.shown)
        #expect(view.disagreements.allSatisfy { $0.disagreement == .none })
        #expect(whole.deletions.isEmpty && whole.erasure == nil)
        #expect(columns.shown(whole) == view.shown)
        #expect(whole.bytes == bytes && StateColumns.areCanonical(bytes))
        #expect(
            try RecordState.newestStamp(in: bytes) >= whole.writes.map(\.stamp).max() ?? Stamp(0))
        return true
    }
}

extension RecordState {
    /// Whether nothing of the state needs to be thought about.
    var isPlain: Bool {
        deletions.isEmpty && erasure == nil && replacements.isEmpty
            && writes.allSatisfy { $0.former.isEmpty }
            && Set(writes.map(\.transaction)).count == writes.count
    }
}

extension FieldState {
    fileprivate var hasManyValues: Bool {
        siblings.count > 1
            && siblings.contains { if case .value = $0.content { true } else { false } }
    }

    /// Whether the field has what its declaration says that it has.
    fileprivate func fits(_ field: FieldDeclaration) -> Bool {
        siblings.allSatisfy { sibling in
            switch (sibling.content, field.type) {
            case (.element, .tags), (.increment, .counter): true
            case (.value, .tags), (.value, .counter): false
            case (.value, _): siblings.count == 1
            default: false
            }
        }
    }
}

extension SeededGenerator {
    /// A state as most are: nothing deleted, nothing restored, few values twice.
    mutating func plainState() -> RecordState {
        var state = recordState()
        state.deletions = []
        state.replacements = []
        state.erasure = nil
        let keepsFormer = below(8) == 0
        for field in state.fields.indices {
            let isValue =
                if case .value? = state.fields[field].siblings.first?.content { true } else {
                    false
                }
            if isValue && below(8) > 0 {
                state.fields[field].siblings.removeLast(state.fields[field].siblings.count - 1)
            }
            if keepsFormer { continue }
            for index in state.fields[field].siblings.indices {
                state.fields[field].siblings[index].write.former = []
            }
            for index in state.fields[field].ancestors.indices {
                state.fields[field].ancestors[index].write.former = []
            }
        }
        return state
    }

    /// Declares most of the fields of a state, nearly always as what stands in them, and others.
    mutating func declaration(of state: RecordState) -> CollectionDeclaration {
        var names: Set<String> = []
        var fields: [FieldDeclaration] = []
        for field in state.fields where below(6) > 0 {
            let shape =
                switch field.siblings.first?.content {
                case .element: 3
                case .increment: 4
                default: below(3)
                }
            names.insert(field.name)
            fields.append(declared(field.name, below(8) == 0 ? below(5) : shape))
        }
        for name in (0..<below(4)).map({ _ in text() }) where names.insert(name).inserted {
            fields.append(declared(name, below(5)))
        }
        fields.shuffle(using: &self)
        return CollectionDeclaration(
            "thing", Phrase(fr: "a", en: "a"), access: .territory, fields: fields)
    }

    private func declared(_ name: String, _ shape: Int) -> FieldDeclaration {
        switch shape {
        case 0: Field.text(name, fr: name, en: name, merge: .review).declaration
        case 1: Field.integer(name, fr: name, en: name).declaration
        case 2: Field.boolean(name, fr: name, en: name).declaration
        case 3: Field.tags(name, fr: name, en: name).declaration
        default: Field.counter(name, fr: name, en: name).declaration
        }
    }
}
