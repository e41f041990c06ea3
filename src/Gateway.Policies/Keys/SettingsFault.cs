namespace Gateway.Policies.Keys;

/// <summary>Why settings are refused.</summary>
/// <param name="Field">The field in the form of the admin API: <c>limits.slots</c>, <c>budgets[0].limit</c>.</param>
/// <param name="Message">What is allowed. Never repeats the value.</param>
public readonly record struct SettingsFault(string Field, string Message);
