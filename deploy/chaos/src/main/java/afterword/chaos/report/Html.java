// SPDX-License-Identifier: Apache-2.0
package afterword.chaos.report;

/// Text into HTML.
final class Html {

    private Html() {}

    /// Escaped text.
    static String text(Object value) {
        return value.toString()
                .replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;");
    }

    /// A row of cells; the first is its heading. Text that begins with a letter stands to the left,
    /// as words do.
    static String row(Object head, Object... cells) {
        var row = new StringBuilder("<tr><th scope=\"row\">").append(text(head)).append("</th>");
        for (var cell : cells) {
            row.append(isWord(cell) ? "<td class=\"word\">" : "<td>")
                    .append(text(cell))
                    .append("</td>");
        }
        return row.append("</tr>\n").toString();
    }

    private static boolean isWord(Object cell) {
        var text = cell.toString();
        return !text.isEmpty() && Character.isLetter(text.charAt(0));
    }

    /// The opening of a table; a heading with `~` before it stands over words.
    static String table(String... heads) {
        var table = new StringBuilder("<div class=\"wide\"><table><thead><tr>");
        for (var head : heads) {
            boolean words = head.startsWith("~");
            table.append(words ? "<th scope=\"col\" class=\"word\">" : "<th scope=\"col\">")
                    .append(text(words ? head.substring(1) : head))
                    .append("</th>");
        }
        return table.append("</tr></thead><tbody>\n").toString();
    }

    static String endOfTable() {
        return "</tbody></table></div>\n";
    }
}
