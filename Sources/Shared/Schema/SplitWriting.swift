// SplitWriting: what is written together with a part, or with the whole, of a split text.
//
// An older program must read what a newer one wrote, so no part is ever written without the whole.
// Parts that say what they said are left alone while they are current: two people who edit two
// parts of one text at the same time do not disagree. When an older program has written the whole,
// all parts are written, so that they are current again.

extension CollectionDeclaration {
    /// The assignments of one action to a record, completed by what their lenses ask for.
    ///
    /// - Parameters:
    ///   - assigned: values by the field's name.
    ///   - state: the record as its author sees it.
    package func completed(
        _ assigned: [String: FieldValue], over state: RecordState
    ) -> [String: FieldValue] {
        var result = assigned
        for lens in splits where lens.isTouched(by: assigned) {
            result.merge(lens.completed(assigned, RecordView(self, state))) { $1 }
        }
        return result
    }

    /// Whether any of these fields is a part or a whole.
    package func isSplit(_ names: some Collection<String>) -> Bool {
        splits.contains { lens in
            names.contains { $0 == lens.whole || lens.parts.contains($0) }
        }
    }
}

extension SplitLens {
    /// Whether it has something to complete; what is no text at all is left to validation.
    fileprivate func isTouched(by assigned: [String: FieldValue]) -> Bool {
        let values = ([whole] + parts).compactMap { assigned[$0] }
        return !values.isEmpty
            && values.allSatisfy { value in
                switch value {
                case .text, .null: true
                default: false
                }
            }
    }

    fileprivate func completed(
        _ assigned: [String: FieldValue], _ view: RecordView
    ) -> [String: FieldValue] {
        let writesAll = assigned[whole] != nil || !view.areCurrent(self)
        var texts =
            assigned[whole].map { view.cut(.single(SplitLens.normal($0)), by: self) }
            ?? view.parts(of: self)
        var result: [String: FieldValue] = [:]
        for (index, name) in parts.enumerated() {
            if let value = assigned[name] { texts[index] = .single(SplitLens.normal(value)) }
            guard writesAll || assigned[name] != nil, case .single(let value) = texts[index]
            else { continue }
            result[name] = value
        }
        result[whole] = join(texts)
        return result
    }

    private static func normal(_ value: FieldValue) -> FieldValue {
        value == .text("") ? .null : value
    }
}
