using System.Diagnostics.CodeAnalysis;

namespace Gateway.Admin;

/// <summary>What an operation of administration gave, or why it was not done.</summary>
internal readonly record struct AdminResult<T>
    where T : class
{
    private AdminResult(T? value, AdminFault? fault)
    {
        Value = value;
        Fault = fault;
    }

    /// <summary>The outcome; null when there is a fault.</summary>
    public T? Value { get; }

    /// <summary>Why it was not done; null when it was.</summary>
    public AdminFault? Fault { get; }

    /// <summary>Whether it was done.</summary>
    [MemberNotNullWhen(true, nameof(Value))]
    [MemberNotNullWhen(false, nameof(Fault))]
    public bool Succeeded => Fault is null;

    public static implicit operator AdminResult<T>(T value) => new(value, null);

    public static implicit operator AdminResult<T>(AdminFault fault) => new(null, fault);
}
