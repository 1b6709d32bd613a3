import APICore
import JSON
import SQLite

/// A file of a task, without what is in it.
struct Attachment: Sendable {
  let id: String
  let task: String
  let title: String
  let size: Int64
  let date: Int64
  let workspace: Int64

  /// What the upload of one is answered with (as recorded).
  var made: JSONValue {
    let url = "\(Self.host(of: workspace))/t\(workspace)/\(uuid)/\(Self.encoded(title))"
    return [
      "id": .string(id), "version": "0", "date": .integer(date), "name": .string(title),
      "title": .string(title), "extension": .string(FileName.ending(of: title) ?? ""),
      "source": 1, "thumbnail_small": nil, "thumbnail_medium": nil, "thumbnail_large": nil,
      "url": .string(url), "url_w_query": .string(url + "?view=open"), "url_w_host": .string(url),
    ]
  }

  /// In a task: no recording has one. What the upload answers, and what people want to know.
  var shown: JSONValue {
    var shown = made
    shown["size"] = .integer(size)
    shown["mimetype"] = .string(FileName.mimeType(of: title))
    return shown
  }

  private var uuid: Substring { id.prefix { $0 != "." } }

  private static func host(of workspace: Int64) -> String {
    "https://t\(workspace).p.clickup-attachments.com"
  }

  /// All but the unreserved characters (https://www.rfc-editor.org/rfc/rfc3986#section-2.3).
  private static func encoded(_ title: String) -> String {
    var encoded = ""
    for byte in title.utf8 {
      let character = Character(Unicode.Scalar(byte))
      if byte < 0x80, character.isLetter || character.isNumber || "-._~".contains(character) {
        encoded.append(character)
      } else {
        encoded += (byte < 16 ? "%0" : "%") + String(byte, radix: 16, uppercase: true)
      }
    }
    return encoded
  }
}

/// Files of tasks as rows.
enum AttachmentRows {
  /// The `attachments` of a task.
  static func all(
    of task: TaskReference, on connection: Connection
  ) throws(SQLiteError) -> [JSONValue] {
    try connection.rows(
      "SELECT id, title, size, date FROM attachments WHERE task_id = ? ORDER BY row_id",
      [.text(task.id)]
    ) { row in
      Attachment(
        id: row.text(0), task: task.id, title: row.text(1), size: row.integer(2),
        date: row.integer(3), workspace: task.workspaceID
      ).shown
    }
  }

  /// What one holds, or where that is.
  struct Stored: Sendable {
    let size: Int64
    let sha256: String
    let contents: [UInt8]?
  }

  static func stored(_ id: String, on connection: Connection) throws(SQLiteError) -> Stored? {
    try connection.row(
      "SELECT size, sha256, contents FROM attachments WHERE id = ?", [.text(id)]
    ) { row in
      Stored(
        size: row.integer(0), sha256: row.text(1), contents: row.isNull(2) ? nil : row.blob(2))
    }
  }
}
