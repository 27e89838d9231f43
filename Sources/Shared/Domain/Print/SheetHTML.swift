// SheetHTML: a page as one HTML file that needs nothing else: no script, no image, no address that
// a browser would ask for. Everything that somebody wrote is escaped.

extension Sheet {
    /// The page as a document of HTML, in UTF-8.
    public var html: String {
        var lines = [
            "<!DOCTYPE html>",
            written.map { "<html \($0.attributes)>" } ?? "<html lang=\"\(language.rawValue)\">",
            "<head>",
            "<meta charset=\"utf-8\">",
            // Should anything ever slip through, a browser still loads and runs nothing.
            "<meta http-equiv=\"Content-Security-Policy\" "
                + "content=\"default-src 'none'; style-src 'unsafe-inline'\">",
            "<meta name=\"viewport\" content=\"width=device-width\">",
            "<title>\(Sheet.escaped(title))</title>",
            "<style>\(isLarge ? Sheet.largeStyle : Sheet.style)</style>",
            "</head>",
            "<body>",
            "<h1>\(Sheet.escaped(title))</h1>",
        ]
        // Where the language is declared its direction holds, whatever a line begins with; where it
        // is not, each line says its own.
        let direction = written == nil ? " dir=\"auto\"" : ""
        for block in blocks { lines += Sheet.html(block, direction) }
        let own = written == nil ? "" : " " + TextLanguage(language).attributes
        if !appendix.isEmpty {
            lines.append("<section\(own)>")
            for block in appendix { lines += Sheet.html(block, " dir=\"auto\"") }
            lines.append("</section>")
        }
        lines += ["<footer\(own)>\(Sheet.escaped(footer))</footer>", "</body>", "</html>", ""]
        return lines.joined(separator: "\n")
    }

    private static func html(_ block: Block, _ direction: String) -> [String] {
        switch block {
        case .heading(let text): return ["<h2\(direction)>\(escaped(text))</h2>"]
        case .text(let text): return ["<p\(direction)>\(escaped(text))</p>"]
        case .facts(let facts):
            return ["<dl>"]
                + facts.map {
                    "<dt>\(escaped($0.label))</dt><dd\(direction)>\(escaped($0.value))</dd>"
                } + ["</dl>"]
        case .list(let items):
            return ["<ul>"] + items.map { "<li\(direction)>\(escaped($0))</li>" } + ["</ul>"]
        case .lines(let count):
            return Array(repeating: "<div class=\"line\"></div>", count: max(0, count))
        }
    }

    /// Text as HTML shows it, in an element or between double quotes.
    static func escaped(_ text: String) -> String {
        var result = ""
        for scalar in plain(text).unicodeScalars {
            switch scalar {
            case "&": result += "&amp;"
            case "<": result += "&lt;"
            case ">": result += "&gt;"
            case "\"": result += "&quot;"
            case "'": result += "&#39;"
            case "\n": result += "<br>"
            default: result.unicodeScalars.append(scalar)
            }
        }
        return result
    }

    private static let style =
        "@page{size:A4;margin:15mm}body{font:11pt/1.4 sans-serif;max-width:45em;margin:auto;"
        + "padding:1em}h1{font-size:1.5em}h2{font-size:1.15em;margin:1.2em 0 .3em;"
        + "break-after:avoid}dl{margin:.2em 0}dt{font-weight:bold}dd{margin:0 0 .3em 1em}"
        + "p,li,dd{overflow-wrap:anywhere;break-inside:avoid}.line{border-bottom:1px solid;"
        + "height:2.2em}footer{margin-top:2em;font-size:.85em}"

    private static let largeStyle =
        "@page{size:A5 landscape;margin:10mm}body{font:16pt/1.35 sans-serif;max-width:40em;"
        + "margin:auto;padding:.5em}h1{font-size:1.4em;margin:.2em 0}h2{font-size:1.2em;"
        + "margin:.8em 0 .2em;border-top:2px solid;padding-top:.3em;break-after:avoid}"
        + "dl{margin:.2em 0}dt{font-weight:bold}dd{margin:0 0 .3em 0}"
        + "p,li,dd{overflow-wrap:anywhere;break-inside:avoid}.line{border-bottom:1px solid;"
        + "height:2em}footer{margin-top:1em;font-size:.7em}"
}
