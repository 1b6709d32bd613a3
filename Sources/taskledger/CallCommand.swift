import APICore
import JSON
import Tools
import Transcript

/// `taskledger call`: one tool, through the same pipeline as for agents.
enum CallCommand {
  /// How a person says yes where one is needed.
  enum Yes {
    case given
    /// The option that says it; nil where the plan's own name is to be passed.
    case by(String?)
  }

  static func run(
    _ tool: String, _ words: [String], _ options: ProgramOptions, confirmation: Yes = .by(nil)
  ) throws(UsageError) -> Int32 {
    let program = try Program(options, sources: .real())
    let result: Result<ToolOutput, ToolError>?
    do {
      defer { program.close() }
      try ChosenPerson.settle(program, options)
      result = call(tool, try arguments(from: words), program, confirmation)
    }
    switch result {
    case nil:
      throw UsageError(
        "`\(tool)` is not a tool that is switched on; `taskledger tools` lists them, and "
          + "`--toolsets all` switches all on")
    case .success(let output):
      if options.isOn(.json) {
        Output.json(output.structured)
      } else {
        Output.text(text(of: output))
      }
      return 0
    case .failure(let error):
      if let refusal = program.store.takeRefusal() {
        Output.error(program.store.words(for: refusal))
      }
      if options.isOn(.json) {
        Output.exact(Redaction().redact(error.json.lineString) + "\n")
      } else {
        Output.error("\(error.code.rawValue): \(error.message)")
        if error.code == .confirmationRequired, case .by(let option?) = confirmation {
          Output.error("to say yes here, write the same with \(option)")
        }
      }
      return 1
    }
  }

  private static func call(
    _ tool: String, _ arguments: JSONObject, _ program: Program,
    _ confirmation: Yes
  ) -> Result<ToolOutput, ToolError>? {
    program.clock.beginRequest()
    let result = program.tools.call(ToolCall(name: tool, arguments: arguments))
    guard case .failure(let error)? = result, error.code == .confirmationRequired,
      case .given = confirmation, let planID = error.plan?["plan_id"]
    else { return result }
    var arguments = arguments
    arguments["idempotency_key"] = planID
    return program.tools.call(ToolCall(name: tool, arguments: arguments))
  }

  /// Either one JSON object, or `key=value` words. What a value is (a number, a list …) the tool's
  /// schema decides, as it does for a model that sends everything as text.
  private static func arguments(from words: [String]) throws(UsageError) -> JSONObject {
    if words.count == 1, words[0].hasPrefix("{") {
      do throws(JSONReadError) {
        return try JSONValue.parse(words[0]).object ?? [:]
      } catch {
        throw UsageError("the arguments are not a JSON object: \(error.message)")
      }
    }
    var arguments: JSONObject = [:]
    for word in words {
      guard let equals = word.firstIndex(of: "="), equals != word.startIndex else {
        throw UsageError("`\(word)` is not an argument; write KEY=VALUE, or one JSON object")
      }
      let name = String(word[..<equals])
      guard arguments[name] == nil else { throw UsageError("`\(name)` is given twice") }
      arguments[name] = .string(String(word[word.index(after: equals)...]))
    }
    return arguments
  }

  private static func text(of output: ToolOutput) -> String {
    let result = Rendering.text(of: output.structured)
    return output.sentence.map { "\(result)\n\n\($0)" } ?? result
  }
}
