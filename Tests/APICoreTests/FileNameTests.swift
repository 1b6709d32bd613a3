import APICore
import Testing

@Suite("What a file may be called")
struct FileNameTests {
  @Test(arguments: [
    ("", "empty"), (".", "folder"), ("..", "folder"), ("a/b.txt", "path"), ("a\\b.txt", "path"),
    ("../key", "path"), ("say \"x\".txt", "quotation"), ("a\r\nX: y", "not seen"),
    ("a\u{0}b", "not seen"), ("a\u{7F}b", "not seen"), ("a\u{85}b", "not seen"),
    ("gnp.\u{202E}exe", "not seen"), ("a\u{200B}b", "not seen"), ("a\u{2028}b", "not seen"),
    ("a\u{E0041}b", "not seen"), (" a", "space"), ("a\u{A0}", "space"),
    (String(repeating: "ä", count: 128), "255 bytes"),
  ])
  func refused(name: String, words: String) throws {
    #expect(try #require(FileName.objection(to: name)).contains(words))
  }

  @Test(arguments: [
    "a", "notes.txt", ".profile", "Größe (2).pdf", "family 👨‍👩‍👧.png", "می‌خواهم.txt", "a;b=c'.txt",
    String(repeating: "a", count: 255),
  ])
  func taken(name: String) { #expect(FileName.objection(to: name) == nil) }

  @Test(arguments: [
    ("a.TXT", "txt", "text/plain"), ("a.tar.gz", "gz", "application/octet-stream"),
    (".profile", nil, "application/octet-stream"), ("a.", nil, "application/octet-stream"),
    ("a.b c", nil, "application/octet-stream"), ("x.png", "png", "image/png"),
    ("a", nil, "application/octet-stream"),
  ])
  func endings(name: String, ending: String?, type: String) {
    #expect(FileName.ending(of: name) == ending && FileName.mimeType(of: name) == type)
  }
}
