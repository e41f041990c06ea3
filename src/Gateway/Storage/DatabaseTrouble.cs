namespace Gateway.Storage;

/// <summary>Why the database does not serve.</summary>
/// <param name="Fault">The kind of trouble.</param>
/// <param name="Message">For the operator.</param>
/// <param name="Since">Since when there is trouble.</param>
internal sealed record DatabaseTrouble(DatabaseFault Fault, string Message, DateTimeOffset Since);
