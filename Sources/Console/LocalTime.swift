// LocalTime: a moment on this machine's clock, as people write it.

import Glibc
package import Shared

extension Instant {
    /// The day and the time to the minute, where the machine is; UTC when that is not known.
    package func local(_ language: Language) -> String {
        var seconds = time_t(milliseconds / 1000)
        var parts = tm()
        guard localtime_r(&seconds, &parts) != nil,
            let day = CalendarDate(
                year: Int(parts.tm_year) + 1900, month: Int(parts.tm_mon) + 1,
                day: Int(parts.tm_mday))
        else { return description }
        func padded(_ number: Int32) -> String { number < 10 ? "0\(number)" : String(number) }
        return "\(day.text(language)) \(padded(parts.tm_hour)):\(padded(parts.tm_min))"
    }
}

extension Instant {
    /// The day where the machine is.
    package var localDay: CalendarDate {
        var seconds = time_t(milliseconds / 1000)
        var parts = tm()
        guard localtime_r(&seconds, &parts) != nil else { return day }
        return CalendarDate(
            year: Int(parts.tm_year) + 1900, month: Int(parts.tm_mon) + 1,
            day: Int(parts.tm_mday)) ?? day
    }
}

extension CalendarDate {
    /// The moment at which the day begins where the machine is.
    package var localMidnight: Instant { localMidnight(minutes: 0) }

    /// The moment that a clock on the wall there shows that day, so many minutes after midnight.
    package func localMidnight(minutes: Int) -> Instant {
        var parts = tm()
        parts.tm_year = Int32(year - 1900)
        parts.tm_mon = Int32(month - 1)
        parts.tm_mday = Int32(day)
        parts.tm_hour = Int32(minutes / 60)
        parts.tm_min = Int32(minutes % 60)
        // Whether summer time holds is for the machine to know.
        parts.tm_isdst = -1
        return Instant(milliseconds: Int64(mktime(&parts)) * 1000)
    }
}
