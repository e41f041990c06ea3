namespace Gateway.Admin.Documents;

/// <summary>Whether the audit log is as it was written.</summary>
/// <param name="Whole">Whether every entry fits the chain.</param>
/// <param name="Entries">How many entries do.</param>
/// <param name="Head">Hash of the last entry that does; write it down to find out later whether entries were cut off.</param>
/// <param name="BrokenAt">Number at which the chain breaks; null when it is whole.</param>
/// <param name="Message">The finding in words.</param>
internal sealed record AuditVerification(bool Whole, long Entries, string Head, long? BrokenAt, string Message);
