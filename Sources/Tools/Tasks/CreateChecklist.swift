/// `create_checklist`: a new checklist on a task.
enum CreateChecklist: MakingTool {
  typealias Parent = OnTask
  typealias Form = ChecklistForm
}
