import APICore

/// A form with one file in it, as it was recorded from a client that the service understood
/// (RFC 7578).
struct Multipart {
  let boundary: String
  let bytes: [UInt8]

  var contentType: String { "multipart/form-data; boundary=\(boundary)" }

  init(_ file: SentFile, _ contents: [UInt8]) {
    boundary = Self.boundary(of: file, contents)
    let head =
      "--\(boundary)\r\nContent-Disposition: form-data; name=\"attachment\"; "
      + "filename=\"\(file.name)\"\r\nContent-Type: application/octet-stream\r\n\r\n"
    bytes = Array(head.utf8) + contents + Array("\r\n--\(boundary)--\r\n".utf8)
  }

  /// The same for the same file, so that what is sent is always the same; and no part of it.
  private static func boundary(of file: SentFile, _ contents: [UInt8]) -> String {
    let start = String(file.sha256.prefix(32))
    var boundary = start
    var count = 0
    while contains(Array("--\(boundary)".utf8), contents) {
      count += 1
      boundary = "\(start)-\(count)"
    }
    return boundary
  }

  private static func contains(_ needle: [UInt8], _ haystack: [UInt8]) -> Bool {
    guard let first = needle.first, haystack.count >= needle.count else { return false }
    return haystack.withUnsafeBufferPointer { bytes in
      var index = 0
      let last = bytes.count - needle.count
      while index <= last {
        if bytes[index] == first, bytes[index..<(index + needle.count)].elementsEqual(needle) {
          return true
        }
        index += 1
      }
      return false
    }
  }
}
