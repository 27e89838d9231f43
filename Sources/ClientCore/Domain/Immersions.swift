// Immersions: planning a PMSMP within the limits of the law (row 20).

public import Shared

/// Plans immersions, and says what the law says of them.
public struct Immersions: Sendable {
    private let store: Store

    /// - Parameter store: where they are noted.
    public init(_ store: Store) { self.store = store }

    /// Plans an immersion of a person.
    ///
    /// - Parameter edits: dates, host and objective, by field.
    /// - Throws: `not_found`; `immersion_without_dates`; the code of an `ImmersionProblem`: then
    ///   nothing was written.
    public func plan(
        _ person: RecordID, _ edits: [String: FieldEdit]
    ) throws(RelaisError) -> RecordID {
        guard try store.record(Person.self, person) != nil else {
            throw StoreErrors.notFound(Person.collectionName, person)
        }
        let fields = Immersion.shared
        var all: [String: FieldEdit] = [
            fields.person.name: .assign(.text(person.description)),
            fields.state.name: .assign(.text("prevue")),
        ]
        all.merge(edits) { $1 }
        func text(_ name: String) -> String? {
            if case .assign(.text(let text))? = all[name] { text } else { nil }
        }
        guard let first = text(fields.startsOn.name).flatMap({ CalendarDate($0) }),
            let last = text(fields.endsOn.name).flatMap({ CalendarDate($0) })
        else { throw ImmersionErrors.withoutDates }
        let period = ImmersionPeriod(
            first: first, last: last,
            host: Immersions.host(
                siret: text(fields.siret.name), company: text(fields.company.name),
                name: text(fields.hostName.name)),
            objective: text(fields.objective.name))
        let others = try self.list(of: person).map(\.period)
        if let problem = ImmersionRules.problems(of: period, others: others).first {
            throw ImmersionErrors.against(problem)
        }
        return try store.write { $0.create(Immersion.collectionName, all) }
    }

    /// A person's immersions that were not cancelled, by their first day, each with what the law
    /// says against it: two devices may have planned what one alone could not.
    public func list(
        of person: RecordID
    ) throws(RelaisError) -> [(
        immersion: Typed<Immersion>, period: ImmersionPeriod, problems: [ImmersionProblem]
    )] {
        let found = try store.records(
            Immersion.self,
            where: [
                .equals(field: Immersion.shared.person.name, value: .text(person.description))
            ])
        let periods = found.filter { $0.state != "annulee" }.compactMap { immersion in
            Immersions.period(immersion).map { (immersion, $0) }
        }.sorted { ($0.1.first, $0.0.record.id) < ($1.1.first, $1.0.record.id) }
        return periods.enumerated().map { index, entry in
            var others = periods.map(\.1)
            others.remove(at: index)
            return (entry.0, entry.1, ImmersionRules.problems(of: entry.1, others: others))
        }
    }

    private static func period(_ immersion: Typed<Immersion>) -> ImmersionPeriod? {
        guard let first = immersion.startsOn, let last = immersion.endsOn else { return nil }
        return ImmersionPeriod(
            first: first, last: last,
            host: host(
                siret: immersion.siret, company: immersion.company?.description,
                name: immersion.hostName),
            objective: immersion.objective)
    }

    /// What names a host: the surest of what is known.
    private static func host(siret: String?, company: String?, name: String?) -> String? {
        if let siret { return siret }
        if let company { return company }
        let folded = name.map(FoldedWords.fold) ?? ""
        return folded.isEmpty ? nil : folded
    }
}

enum ImmersionErrors {
    static let withoutDates = RelaisError(
        code: "immersion_without_dates",
        message: Phrase(
            fr: "Une immersion a un premier et un dernier jour.",
            en: "A work placement has a first and a last day."),
        remedy: Phrase(
            fr: "Ajoutez `starts_on=AAAA-MM-JJ ends_on=AAAA-MM-JJ`.",
            en: "Add `starts_on=YYYY-MM-DD ends_on=YYYY-MM-DD`."))

    static func against(_ problem: ImmersionProblem) -> RelaisError {
        RelaisError(
            code: problem.code, message: problem.message,
            remedy: Phrase(
                fr: problem.remedy.french + " Rien n'a été enregistré.",
                en: problem.remedy.english + " Nothing was saved."))
    }
}
