import APICore
import TestSupport

/// Reads a form with one file in it: the opposite of what the live backend writes, byte by byte as
/// it was recorded, and written on its own.
enum FormReading {
  /// - Returns: nil where it is anything else.
  static func file(in body: [UInt8], type: String) -> (SentFile, [UInt8])? {
    let start = "multipart/form-data; boundary="
    guard type.hasPrefix(start) else { return nil }
    let mark = Array("--\(type.dropFirst(start.count))".utf8)
    let end = Array("\r\n".utf8) + mark + Array("--\r\n".utf8)
    guard mark.count > 10, body.starts(with: mark + Array("\r\n".utf8)),
      body.count >= mark.count + 2 + end.count, body.suffix(end.count) == end[...]
    else { return nil }
    let inside = body[(mark.count + 2)..<(body.count - end.count)]
    guard let headEnd = place(of: Array("\r\n\r\n".utf8), in: inside) else { return nil }
    let head = String(decoding: inside[..<headEnd], as: UTF8.self)
    let contents = Array(inside[(headEnd + 4)...])
    let before = "Content-Disposition: form-data; name=\"attachment\"; filename=\""
    let after = "\"\r\nContent-Type: application/octet-stream"
    guard place(of: mark, in: contents[...]) == nil, head.hasPrefix(before), head.hasSuffix(after)
    else { return nil }
    let name = String(head.dropFirst(before.count).dropLast(after.count))
    return name.isEmpty || name.contains("\"") || name.contains(where: \.isNewline)
      ? nil : (SentFile(contents, called: name), contents)
  }

  private static func place(of needle: [UInt8], in bytes: ArraySlice<UInt8>) -> Int? {
    guard bytes.count >= needle.count else { return nil }
    return (bytes.startIndex...(bytes.endIndex - needle.count)).first {
      bytes[$0] == needle[0] && bytes[$0..<($0 + needle.count)].elementsEqual(needle)
    }
  }
}
