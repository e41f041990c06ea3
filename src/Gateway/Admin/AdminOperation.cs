using System.Text.Json.Serialization.Metadata;

namespace Gateway.Admin;

/// <summary>What is about to be changed.</summary>
/// <param name="Action">For the audit log: <c>key.create</c>.</param>
/// <param name="Request">Tells two requests under one idempotency key apart: what is asked for, as text.</param>
/// <param name="Type">How the answer is kept for a repeat.</param>
internal sealed record AdminOperation<T>(string Action, string Request, JsonTypeInfo<T> Type);
