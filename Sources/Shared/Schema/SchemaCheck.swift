// SchemaCheck: declarations that contradict each other, found when a schema is made.
//
// What is wrong here is wrong in the program, not in anybody's data: the sentences are for the
// programmer who declares.

/// Checks the versions, the renamed and the split fields, and the identities of a schema.
struct SchemaCheck {
    let version: Int
    let oldestSafeVersion: Int

    /// What is wrong, a sentence each; nothing for a sound schema.
    func problems(with collections: [CollectionDeclaration]) -> [String] {
        var problems: [String] = []
        if !(1...max(1, version)).contains(oldestSafeVersion) {
            problems.append("oldestSafeVersion \(oldestSafeVersion) is not in 1...\(version).")
        }
        for collection in collections {
            let names = [collection.name] + collection.fields.flatMap { [$0.name, $0.key] }
            for name in Set(names).sorted() where !WireReader.isName(name) {
                problems.append(
                    "\(collection.name): \(name) is no name: 1 to \(WireLimits.nameBytes) plain "
                        + "letters, digits and signs, without a space.")
            }
            let found = renames(collection) + collection.splits.flatMap { split($0, collection) }
            let others =
                sharedSplits(collection) + identity(collection)
                + place(collection, collections) + anonymous(collection)
            problems += (found + others).map { "\(collection.name): \($0)" }
        }
        return problems
    }

    /// The fields by which a record finds its scopes.
    private func place(
        _ collection: CollectionDeclaration, _ all: [CollectionDeclaration]
    ) -> [String] {
        switch collection.access {
        case .territory, .organisation: return []
        case .file(let name):
            if case .text? = collection.field(name)?.type { return [] }
            return ["the portfolio \(name) is not declared as a text."]
        case .part(let name): return file(name, collection)
        case .envelope(let rule):
            return file(rule.file, collection)
                + EnvelopeCheck(collection: collection, rule: rule).problems(among: all)
        case .sponsored(let rule):
            var problems = file(rule.file, collection)
            if case .tags? = collection.field(rule.sponsors)?.type {
            } else {
                problems.append("the sponsors \(rule.sponsors) are not declared as tags.")
            }
            for name in rule.answers.sorted() where collection.field(name) == nil {
                problems.append("\(name), which sponsors write, is not declared.")
            }
            return problems
        }
    }

    private func file(_ name: String, _ collection: CollectionDeclaration) -> [String] {
        if case .reference? = collection.field(name)?.type { return [] }
        return ["\(name), whose file it is part of, is not declared as a reference."]
    }

    private func renames(_ collection: CollectionDeclaration) -> [String] {
        collection.fields.flatMap { field -> [String] in
            guard let since = field.renamedIn else { return [] }
            var problems = [age(since, "the renamed \(field.name)")].compactMap(\.self)
            if field.key == field.name {
                problems.append("\(field.name) was formerly called as it is now.")
            }
            let others = collection.fields.filter { $0.name != field.name }
            if others.contains(where: { $0.name == field.key || $0.key == field.key }) {
                problems.append("\(field.name) was formerly \(field.key), which is another field.")
            }
            if others.contains(where: { $0.key == field.name }) {
                problems.append("\(field.name) is the key of another field.")
            }
            return problems
        }
    }

    private func split(_ lens: SplitLens, _ collection: CollectionDeclaration) -> [String] {
        let what = "the split \(lens.whole)"
        var problems = [age(lens.since, what)].compactMap(\.self)
        if lens.parts.count < 2 { problems.append("\(what) has fewer than two parts.") }
        if lens.separator.isEmpty { problems.append("\(what) has an empty separator.") }
        guard let whole = collection.field(lens.whole) else {
            return problems + ["\(what) is not declared."]
        }
        guard case .text(let longest, _) = whole.type, isSplittable(whole.merge) else {
            return problems + ["\(what) is not a text that merges by latest or review."]
        }
        for name in lens.parts {
            guard let part = collection.field(name) else {
                problems.append("\(what) has the part \(name), which is not declared.")
                continue
            }
            // Whatever an older program writes must give parts that are valid.
            guard case .text(let maximum, nil) = part.type, maximum >= longest,
                part.merge.name == whole.merge.name
            else {
                problems.append(
                    "\(name), a part of \(lens.whole), is not a text without a format of at least "
                        + "\(longest) characters that merges by \(whole.merge.name).")
                continue
            }
        }
        return problems
    }

    private func identity(_ collection: CollectionDeclaration) -> [String] {
        var problems: [String] = []
        if Set(collection.identity).count != collection.identity.count {
            problems.append("a field stands twice in the identity.")
        }
        for name in collection.identity {
            switch collection.field(name)?.type {
            case nil: problems.append("\(name), of the identity, is not declared.")
            case .text, .code, .reference, .date, .integer, .boolean: break
            default: problems.append("\(name), of the identity, has no one exact value.")
            }
            if collection.splits.contains(where: { ($0.parts + [$0.whole]).contains(name) }) {
                problems.append("\(name), of the identity, was split.")
            }
        }
        return problems
    }

    private func anonymous(_ collection: CollectionDeclaration) -> [String] {
        let missing = collection.erasedBy.flatMap { name in
            collection.field(name) == nil ? "\(name), which erases, is not declared." : nil
        }
        return [missing].compactMap(\.self)
            + collection.anonymous.compactMap { name in
                switch collection.field(name)?.type {
                case nil: "\(name), kept of nobody, is not declared."
                case .text(let maximum, nil) where maximum > 100:
                    "\(name), kept of nobody, is free text."
                default: nil
                }
            }
    }

    private func sharedSplits(_ collection: CollectionDeclaration) -> [String] {
        var seen: Set<String> = []
        return collection.splits.flatMap { [$0.whole] + $0.parts }
            .filter { !seen.insert($0).inserted }
            .map { "\($0) stands twice in what was split." }
    }

    private func age(_ since: Int, _ what: String) -> String? {
        since >= 2 && since <= version
            ? nil : "\(what) is since version \(since), which is not in 2...\(version)."
    }

    private func isSplittable(_ rule: MergeRule) -> Bool {
        switch rule {
        case .latest, .review: true
        default: false
        }
    }
}
