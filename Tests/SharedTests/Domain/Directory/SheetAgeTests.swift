// SheetAgeTests: the words for the age of a fact, in both languages.

import Shared
import Testing

@Suite("Age of a sheet")
struct SheetAgeTests {
    private let today = CalendarDate("2026-11-27") ?? CalendarDate(daysSince1970: 0)

    @Test(
        "when, how long ago and by whom",
        arguments: [
            (0, "(aujourd'hui)", "(today)"), (1, "(hier)", "(yesterday)"),
            (2, "(il y a 2 jours)", "(2 days ago)"), (59, "(il y a 59 jours)", "(59 days ago)"),
            (60, "(il y a 2 mois)", "(2 months ago)"), (95, "(il y a 3 mois)", "(3 months ago)"),
            (729, "(il y a 24 mois)", "(24 months ago)"),
            (730, "(il y a 2 ans)", "(2 years ago)"), (1500, "(il y a 4 ans)", "(4 years ago)"),
        ])
    func words(days: Int, french: String, english: String) {
        let day = today.adding(days: -days)
        let age = SheetAge(checkedOn: day, by: "Anna")
        #expect(
            age.phrase(on: today).french == "vérifié le \(day.text(.french)) \(french) par Anna")
        #expect(
            age.phrase(on: today).english == "checked on \(day.text(.english)) \(english) by Anna")
        let unsigned = SheetAge(checkedOn: day).phrase(on: today)
        #expect(unsigned.french == "vérifié le \(day.text(.french)) \(french)")
        #expect(unsigned.english == "checked on \(day.text(.english)) \(english)")
        #expect(SheetAge(checkedOn: day, by: "").phrase(on: today) == unsigned)
    }

    @Test("a whole sentence as people read it")
    func example() {
        let age = SheetAge(checkedOn: CalendarDate("2026-08-20"), by: "Anna Le Goff")
        #expect(
            age.phrase(on: today).text(.french)
                == "vérifié le 20/08/2026 (il y a 3 mois) par Anna Le Goff")
        #expect(
            age.phrase(on: today).text(.english)
                == "checked on 2026-08-20 (3 months ago) by Anna Le Goff")
    }

    @Test("what nobody checked, and what a wrong clock checked tomorrow")
    func others() {
        let never = SheetAge(checkedOn: nil, by: "Anna").phrase(on: today)
        #expect(never.french == "jamais vérifié" && never.english == "never checked")
        let tomorrow = SheetAge(checkedOn: today.adding(days: 1)).phrase(on: today)
        #expect(tomorrow.french == "vérifié le 28/11/2026")
        #expect(tomorrow.english == "checked on 2026-11-28")
    }

    @Test("numbers agree with their words, and time only makes a sheet older")
    func everyDay() {
        var last = 0
        for days in 2..<20_000 {
            let phrase = SheetAge(checkedOn: today.adding(days: -days)).phrase(on: today)
            let words = phrase.english.split(separator: "(")[1].split(separator: " ")
            let count = Int(words[0]) ?? 0
            #expect(count > 1 && words[1].hasSuffix("s") && words[2] == "ago)", "\(words)")
            let french = phrase.french.split(separator: "(")[1].split(separator: " ")
            #expect(french[3] == "\(count)" && french[4].hasSuffix("s)"), "\(french)")
            let unit = ["days": 1, "months": 30, "years": 365][words[1]] ?? 0
            #expect(count * unit >= last && days - count * unit < unit)
            last = count * unit
        }
    }
}
