namespace Gateway.Policies.Contracts;

/// <summary>
/// One model has two spellings on the wire, <c>lightning_v3.1</c> and <c>lightning-v3.1</c> (waves-api 0.4). Policy and
/// metrics treat them as one; the wire keeps what the caller wrote.
/// </summary>
public static class ModelName
{
    /// <summary>Whether two spellings mean the same model.</summary>
    public static bool Same(ReadOnlySpan<char> left, ReadOnlySpan<char> right)
    {
        if (left.Length != right.Length)
            return false;
        for (var i = 0; i < left.Length; i++)
        {
            if (Fold(left[i]) != Fold(right[i]))
                return false;
        }
        return true;
    }

    /// <summary>The spelling that policy, metrics and usage share: lower case, hyphens. The same string where it is so already.</summary>
    public static string Canonical(string model)
    {
        foreach (var c in model)
        {
            if (Fold(c) != c)
                return string.Create(model.Length, model, static (folded, model) =>
                {
                    for (var i = 0; i < folded.Length; i++)
                        folded[i] = Fold(model[i]);
                });
        }
        return model;
    }

    private static char Fold(char c) => c == '_' ? '-' : char.ToLowerInvariant(c);
}
