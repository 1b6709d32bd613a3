import APICore
import JSON
import SQLite

extension SearchWords {
  /// The expression of MATCH that all tokens occur; nil where the index is not needed. What stands
  /// between quotes is words in a row, never FTS5's own syntax.
  /// https://www.sqlite.org/fts5.html#full_text_query_syntax
  var match: String? {
    let terms = words.flatMap(\.phrases).map { phrase in
      "\"\(phrase.tokens.joined(separator: " "))\"" + (phrase.isPrefix ? "*" : "")
    }
    return terms.isEmpty ? nil : terms.joined(separator: " AND ")
  }
}

extension TaskFilter {
  /// All of them must occur: in what the index holds of a task, or in its texts where those are
  /// newer.
  mutating func limit(toWords words: SearchWords, newer: UnindexedTasks?) {
    guard !words.words.isEmpty else { return }
    var indexed = TaskFilter()
    indexed.limit(toLiterals: words)
    if let match = words.match {
      indexed.require(
        "t.row_id IN (SELECT rowid FROM search_texts WHERE search_texts MATCH ?)", .text(match))
    }
    guard let newer else { return require(indexed.whereClause, values: indexed.values) }
    indexed.leaveOut(newer.rows)
    require(
      "(\(indexed.whereClause) OR t.row_id IN (SELECT value FROM json_each(?)))",
      values: indexed.values + [.set(newer.rows(holding: words).map(JSONValue.integer))])
  }

  /// What the index cannot find is looked for in the texts: signs and emoji, which are not tokens,
  /// and scripts that put no space between words.
  mutating func limit(toLiterals words: SearchWords) {
    for literal in words.words.flatMap(\.literals) {
      require(
        """
        EXISTS (SELECT 1 FROM search_texts s WHERE s.rowid = t.row_id
          AND (instr(s.name, ?) OR instr(s.description, ?) OR instr(s.comments, ?)
            OR instr(s.sides, ?)))
        """, .text(literal), .text(literal), .text(literal), .text(literal))
    }
  }

  mutating func limit(toRows rows: [Int64]) {
    require("t.row_id IN (SELECT value FROM json_each(?))", .set(rows.map(JSONValue.integer)))
  }

  mutating func leaveOut(_ rows: [Int64]) {
    guard !rows.isEmpty else { return }
    require("t.row_id NOT IN (SELECT value FROM json_each(?))", .set(rows.map(JSONValue.integer)))
  }
}
