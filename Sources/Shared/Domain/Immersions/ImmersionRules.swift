// ImmersionRules: the legal limits of a PMSMP (« période de mise en situation en milieu
// professionnel »), checked and explained (row 20).
//
// Code du travail, D5135-3: « La convention […] est conclue pour une durée ne pouvant excéder un
// mois de date à date, que la présence du bénéficiaire […] soit continue ou discontinue. » It may
// be renewed once, for the same objective, for at most as long. In twelve months in a row, one
// person has at most two agreements in one company, of different objectives, for at most sixty days
// in all, renewals included. L5135-1 has the three objectives; D5135-2, what the agreement says.

/// An immersion as the rules look at it.
public struct ImmersionPeriod: Hashable, Sendable {
    /// Its first day.
    public let first: CalendarDate
    /// Its last day.
    public let last: CalendarDate
    /// What names the host: its SIRET, else its record, else its folded name; `nil` when unknown.
    public let host: String?
    /// Code of the list `immersion-objective`.
    public let objective: String?

    /// A period.
    public init(first: CalendarDate, last: CalendarDate, host: String?, objective: String?) {
        self.first = first
        self.last = last
        self.host = host
        self.objective = objective
    }

    /// Days from the first to the last, both counted.
    public var days: Int { last.daysSince1970 - first.daysSince1970 + 1 }
}

/// What the law says against an immersion.
public enum ImmersionProblem: Hashable, Sendable {
    /// It ends before it begins.
    case backwards
    /// It lasts longer than a month from date to date; with the last day that is allowed.
    case tooLong(CalendarDate)
    /// It is at the same time as another one.
    case overlaps(ImmersionPeriod)
    /// It would be the third of the same objective, or the second renewal.
    case renewedTwice
    /// It would be a third objective in the same company in twelve months.
    case tooManyAgreements
    /// All in all, so many days in the same company in twelve months.
    case tooManyDays(Int)

    /// A stable name, for programs.
    public var code: String {
        switch self {
        case .backwards: "immersion_backwards"
        case .tooLong: "immersion_too_long"
        case .overlaps: "immersion_overlaps"
        case .renewedTwice: "immersion_renewed_twice"
        case .tooManyAgreements: "immersion_too_many"
        case .tooManyDays: "immersion_too_many_days"
        }
    }

    /// What is wrong, in words.
    public var message: Phrase {
        switch self {
        case .backwards:
            Phrase(
                fr: "Le dernier jour vient avant le premier.",
                en: "The last day comes before the first.")
        case .tooLong(let last):
            Phrase(
                fr: "Une immersion dure un mois au plus, de date à date : jusqu'au "
                    + "\(last.text(.french)) (code du travail, D5135-3).",
                en: "A work placement lasts a month at most, from date to date: until "
                    + "\(last.text(.english)) (code du travail, D5135-3).")
        case .overlaps(let other):
            Phrase(
                fr: "Elle est en même temps qu'une autre, du \(other.first.text(.french)) au "
                    + "\(other.last.text(.french)).",
                en: "It is at the same time as another, from \(other.first.text(.english)) to "
                    + "\(other.last.text(.english)).")
        case .renewedTwice:
            Phrase(
                fr: "Une immersion se renouvelle une fois, pour le même objectif dans la même "
                    + "entreprise (code du travail, D5135-3).",
                en: "A work placement is renewed once, for the same objective in the same company "
                    + "(code du travail, D5135-3).")
        case .tooManyAgreements:
            Phrase(
                fr: "En douze mois, une personne a deux conventions au plus dans la même "
                    + "entreprise (code du travail, D5135-3).",
                en: "In twelve months a person has two agreements at most in the same company "
                    + "(code du travail, D5135-3).")
        case .tooManyDays(let days):
            Phrase(
                fr: "Cela ferait \(days) jours en douze mois dans la même entreprise ; 60 au plus "
                    + "(code du travail, D5135-3).",
                en: "That would be \(days) days in twelve months in the same company; 60 at most "
                    + "(code du travail, D5135-3).")
        }
    }

    /// What to do about it.
    public var remedy: Phrase {
        switch self {
        case .backwards: Phrase(fr: "Corrigez les dates.", en: "Correct the dates.")
        case .tooLong:
            Phrase(
                fr: "Raccourcissez-la ; si l'objectif n'est pas atteint, elle se renouvelle une "
                    + "fois.",
                en: "Shorten it; if the objective is not reached, it can be renewed once.")
        case .overlaps:
            Phrase(
                fr: "Choisissez d'autres dates, ou annulez l'autre.",
                en: "Choose other dates, or cancel the other.")
        case .renewedTwice:
            Phrase(
                fr: "Fixez un autre objectif (découvrir, confirmer, recruter), ou une autre "
                    + "entreprise.",
                en: "Set another objective (decouvrir, confirmer, recruter), or another company.")
        case .tooManyAgreements, .tooManyDays:
            Phrase(
                fr: "Cherchez une autre entreprise, ou attendez que douze mois soient passés.",
                en: "Look for another company, or wait until twelve months have gone by.")
        }
    }
}

/// Checks an immersion against the law.
public enum ImmersionRules {
    /// The last day of a month that begins on a day, from date to date: 15 March to 14 April, 31
    /// January to 28 February.
    public static func lastDay(ofMonthFrom first: CalendarDate) -> CalendarDate {
        let month = first.month == 12 ? 1 : first.month + 1
        let year = first.month == 12 ? first.year + 1 : first.year
        guard let same = CalendarDate(year: year, month: month, day: first.day) else {
            // The next month is shorter: its own last day.
            let end =
                CalendarDate(year: year, month: month + 1, day: 1) ?? first
            return CalendarDate(daysSince1970: end.daysSince1970 - 1)
        }
        return CalendarDate(daysSince1970: same.daysSince1970 - 1)
    }

    /// The day twelve months after a day, the first that is out of them.
    static func yearAfter(_ day: CalendarDate) -> CalendarDate {
        CalendarDate(year: day.year + 1, month: day.month, day: day.day)
            ?? CalendarDate(year: day.year + 1, month: 3, day: 1) ?? day
    }

    /// What the law says against an immersion, given the person's others that were not cancelled.
    /// Empty when nothing does. Of an unknown host, or an unknown objective, only the dates can be
    /// checked.
    public static func problems(
        of period: ImmersionPeriod, others: [ImmersionPeriod]
    ) -> [ImmersionProblem] {
        guard period.first <= period.last else { return [.backwards] }
        var problems: [ImmersionProblem] = []
        let limit = lastDay(ofMonthFrom: period.first)
        if period.last > limit { problems.append(.tooLong(limit)) }
        let overlapping = others.filter { $0.first <= period.last && period.first <= $0.last }
        if let other = overlapping.min(by: { $0.first < $1.first }) {
            problems.append(.overlaps(other))
        }
        guard let host = period.host else { return problems }
        let here = (others.filter { $0.host == host } + [period])
            .sorted { ($0.first, $0.last) < ($1.first, $1.last) }
        return problems + worstWindow(of: here, around: period)
    }

    /// Of all windows of twelve months that hold the period, what the fullest say. A window begins
    /// with one of the immersions: any other holds fewer.
    private static func worstWindow(
        of here: [ImmersionPeriod], around period: ImmersionPeriod
    ) -> [ImmersionProblem] {
        var mostDays = 0
        var isRenewedTwice = false
        var hasTooMany = false
        for start in here where start.first <= period.first {
            let end = yearAfter(start.first)
            guard period.first < end else { continue }
            let within = here.filter { start.first <= $0.first && $0.first < end }
            mostDays = max(mostDays, within.reduce(0) { $0 + max(0, $1.days) })
            let known = within.compactMap(\.objective)
            var counts: [String: Int] = [:]
            for objective in known { counts[objective, default: 0] += 1 }
            if let own = period.objective, counts[own, default: 0] > 2 { isRenewedTwice = true }
            if counts.count > 2 { hasTooMany = true }
        }
        var problems: [ImmersionProblem] = []
        if isRenewedTwice { problems.append(.renewedTwice) }
        if hasTooMany { problems.append(.tooManyAgreements) }
        if mostDays > 60 { problems.append(.tooManyDays(mostDays)) }
        return problems
    }
}
