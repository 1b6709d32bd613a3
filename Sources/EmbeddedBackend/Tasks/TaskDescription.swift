import APICore
import SQLite

/// What a task says about itself, as a request gives it.
enum TaskDescription {
  /// The columns that `description` and `markdown_content` of the body change; the second wins, as
  /// the published document says.
  ///
  /// `" "` clears (same source), and `""` changes nothing. Another name that some texts give,
  /// `markdown_description`, is none that the document knows, and is ignored like any such.
  static func set(_ row: inout RowChange, _ body: BodyValues) throws(APIError) {
    if let markdown = try body.text("markdown_content"), !markdown.isEmpty {
      row.set("description", .text(MarkdownText.plain(markdown)))
      row.set("markdown", markdown.isBlank ? .null : .text(markdown))
    } else if let text = try body.text("description"), !text.isEmpty {
      row.set("description", .text(text.isBlank ? "" : text))
      row.set("markdown", .null)
    }
  }
}
