// RecordView: what a record shows by this program's declarations, and what it asks of people.
//
// A pure function of the record's state, like everything that is shown: no clock, nothing stored,
// and the order in which writes arrived does not matter. Keys become names here, and lenses are
// looked through here.

/// A record's state, read by its collection's declaration.
package struct RecordView {
    private let declaration: CollectionDeclaration?
    private let state: RecordState

    /// - Parameter declaration: `nil` for a collection that only newer programs declare.
    package init(_ declaration: CollectionDeclaration?, _ state: RecordState) {
        self.declaration = declaration
        self.state = state
    }

    /// What each declared field shows, in the order of the declaration.
    package var shown: [ShownValue] {
        guard let declaration else { return [] }
        var result = declaration.fields.map(stored)
        if declaration.splits.isEmpty { return result }
        var seen: [String: ShownValue] = [:]
        for lens in declaration.splits {
            let parts = parts(of: lens)
            for (name, value) in zip(lens.parts, parts) { seen[name] = value }
            // Two people may have written two parts: no single write of the whole says both.
            if areCurrent(lens) { seen[lens.whole] = .single(lens.join(parts)) }
        }
        for (index, field) in declaration.fields.enumerated() {
            if let value = seen[field.name] { result[index] = value }
        }
        return result
    }

    /// Whether the parts are what counts: every surviving write of the whole wrote parts as well.
    /// Otherwise a program that does not know the parts has written the whole, after them or beside
    /// them, and the whole is what counts.
    package func areCurrent(_ lens: SplitLens) -> Bool {
        let whole = siblings(lens.whole)
        if whole.isEmpty { return true }
        let parts = Set(lens.parts.flatMap(siblings).map(\.write.transaction))
        return whole.allSatisfy { parts.contains($0.write.transaction) }
    }

    /// What the parts show.
    package func parts(of lens: SplitLens) -> [ShownValue] {
        areCurrent(lens) ? lens.parts.map(stored) : cut(stored(lens.whole), by: lens)
    }

    /// A whole in parts: as somebody cut this text, when they did; else at its separators.
    package func cut(_ whole: ShownValue, by lens: SplitLens) -> [ShownValue] {
        let parts = lens.parts.map(stored)
        if case .single(lens.join(parts)) = whole { return parts }
        return lens.split(whole).map(ShownValue.single)
    }

    /// The fields whose surviving writes disagree, by their keys, declared here or not. Of a split
    /// text, only the form that counts asks: settling a whole writes its parts, and a part its
    /// whole.
    package var disagreements: [(key: String, disagreement: Disagreement)] {
        let disagreeing = state.fields.filter { $0.siblings.count > 1 }
        if disagreeing.isEmpty { return [] }
        var silent: Set<String> = []
        for lens in declaration?.splits ?? [] {
            silent.formUnion(areCurrent(lens) ? [lens.whole] : lens.parts)
        }
        return disagreeing.compactMap { field in
            let declared = declaration?.fieldByKey(field.name)
            if let declared, silent.contains(declared.name) { return nil }
            return (field.name, field.disagreement(declared?.merge))
        }
    }

    private func stored(_ field: FieldDeclaration) -> ShownValue {
        state.field(field.key)?.shown(field) ?? .single(.null)
    }

    private func stored(_ name: String) -> ShownValue {
        declaration?.field(name).map(stored) ?? .single(.null)
    }

    private func siblings(_ name: String) -> [Sibling] {
        state.field(declaration?.key(of: name) ?? name)?.siblings ?? []
    }
}
