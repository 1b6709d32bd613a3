/// The `args` of an entry, option by option, so that one can be set and the others stay as they are
/// written.
struct EntryArguments {
  private enum Part {
    case word(String)
    case option(Flag, value: String, written: [String])
  }

  private var parts: [Part] = []

  /// - Throws: where one is not an option of this program.
  init(_ arguments: [String]) throws(UsageError) {
    var rest = arguments[...]
    while let argument = rest.popFirst() {
      guard argument.hasPrefix("-"), argument != "-", argument != "--" else {
        parts.append(.word(argument))
        if argument == "--" {
          parts += rest.map(Part.word)
          return
        }
        continue
      }
      let before = rest
      let (flag, value) = try ProgramOptions.flag(argument, rest: &rest)
      let written = [argument] + before.prefix(before.count - rest.count)
      parts.append(.option(flag, value: value, written: written))
    }
  }

  var arguments: [String] {
    parts.flatMap { part in
      switch part {
      case .word(let word): [word]
      case .option(_, _, let written): written
      }
    }
  }

  /// Without the options that the host fills in before it starts the program: `${workspaceFolder}`.
  var withoutPlaceholders: [String] {
    var known = self
    known.parts.removeAll { part in
      if case .option(_, let value, _) = part { value.contains("${") } else { false }
    }
    return known.arguments
  }

  func values(of flag: Flag) -> [String] {
    parts.compactMap { part in
      if case .option(flag, let value, _) = part { value } else { nil }
    }
  }

  /// Where the option stands, or behind the others.
  mutating func set(_ flag: Flag, to values: [String]) {
    guard values != self.values(of: flag) else { return }
    func isIt(_ part: Part) -> Bool {
      if case .option(flag, _, _) = part { true } else { false }
    }
    func endsOptions(_ part: Part) -> Bool { if case .word("--") = part { true } else { false } }
    let place = parts.firstIndex(where: isIt)
    parts.removeAll(where: isIt)
    let end = parts.firstIndex(where: endsOptions) ?? parts.endIndex
    let new = values.map { value in
      let name = "--\(flag.rawValue)"
      let written = flag.placeholder == nil ? [name] : [name, value]
      return Part.option(flag, value: value, written: written)
    }
    parts.insert(contentsOf: new, at: place ?? end)
  }
}
