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
