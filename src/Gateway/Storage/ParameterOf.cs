namespace Gateway.Storage;

/// <summary>A parameter of a statement that runs for many rows: either a text or a whole number.</summary>
/// <param name="Name">Without the sign in front of it.</param>
/// <param name="Text">Its value in a row; null where it is a number.</param>
/// <param name="Number">Its value in a row; null where it is a text.</param>
internal sealed record ParameterOf<T>(string Name, Func<T, string?>? Text, Func<T, long?>? Number)
{
    public ParameterOf(string name, Func<T, string?> text)
        : this(name, text, Number: null)
    {
    }

    public ParameterOf(string name, Func<T, long?> number)
        : this(name, Text: null, number)
    {
    }

    /// <summary>Its value in a row.</summary>
    public object? Of(T row) => Text is not null ? Text(row) : Number!(row);
}
