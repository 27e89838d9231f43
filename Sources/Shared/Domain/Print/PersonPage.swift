// PersonPage: the half-page that a person takes home: where to go, when, whom to ask for, and what
// was agreed. Nothing else of the file is on it: it may be left on a bus.

/// What goes on a person's half-page.
public struct PersonPage: Sendable {
    /// The given name, and nothing that says more of who it is.
    public var givenName: String?
    /// Where to go, the first door first.
    public var doors: [Door] = []
    /// Appointments to come, a sentence each.
    public var appointments: [Phrase] = []
    /// What was agreed, a sentence each.
    public var agreed: [Phrase] = []
    /// Who wrote it.
    public var author: String?
    /// The organisation, as it is called.
    public var organisation: String?
    /// Where the organisation can be called.
    public var phone: String?
    /// The day.
    public var day: CalendarDate

    /// An empty page of a day.
    public init(day: CalendarDate) { self.day = day }

    /// The page.
    public func sheet(_ language: Language) -> Sheet {
        func say(_ fr: String, _ en: String) -> String { Phrase(fr: fr, en: en).text(language) }
        func texts(_ phrases: [Phrase]) -> [String] { phrases.map { $0.text(language) } }
        var blocks: [Sheet.Block] = []
        for (index, door) in doors.enumerated() {
            blocks.append(.heading("\(index + 1). \(door.title)"))
            blocks.append(.facts(door.facts(language)))
        }
        if !appointments.isEmpty {
            blocks += [
                .heading(say("Mes rendez-vous", "My appointments")), .list(texts(appointments)),
            ]
        }
        if !agreed.isEmpty {
            blocks += [
                .heading(say("Ce que nous avons convenu", "What we agreed")), .list(texts(agreed)),
            ]
        }
        blocks += [.heading(say("Je note", "My notes")), .lines(2)]
        let who = [author, organisation].compactMap(\.self).joined(separator: ", ")
        let call = phone.map { say(" Une question : \($0).", " A question: \($0).") } ?? ""
        let name = givenName ?? ""
        return Sheet(
            title: name.isEmpty
                ? say("Où aller", "Where to go")
                : say("Pour \(name) : où aller", "For \(name): where to go"),
            language: language, isLarge: true, blocks: blocks,
            footer: say(
                "Fait le \(day.text(.french))\(who.isEmpty ? "" : " par \(who)").\(call)",
                "Made on \(day.text(.english))\(who.isEmpty ? "" : " by \(who)").\(call)"))
    }
}
