using System.Text.Json;
using CsCheck;

namespace Gateway.Relay.Inspection;

/// <summary>JSON objects that use the names and shapes a scanner must not confuse.</summary>
internal static class JsonGen
{
    private static readonly Gen<string> String = Gen.OneOf(
        Gen.String[Gen.Char["abc\"\\{}[]:,= \n/é"], 0, 20],
        Gen.Byte.Array[0, 60].Select(Convert.ToBase64String)).Select(s => JsonSerializer.Serialize(s));

    private static readonly Gen<string> Scalar = Gen.OneOf(
        String, Gen.Int.Select(i => i.ToString(System.Globalization.CultureInfo.InvariantCulture)),
        Gen.Const("true"), Gen.Const("null"), Gen.Const("-1.5e-3"));

    /// <summary>Text of one object, each name once, white space anywhere.</summary>
    public static Gen<string> Object { get; } = ObjectOf(3);

    private static Gen<string> Value(int depth) => depth == 0
        ? Scalar
        : Gen.Frequency((4, Scalar), (1, ObjectOf(depth - 1)), (1, Value(depth - 1).Array[0, 3].Select(v => "[" + string.Join(" ,", v) + "]")));

    private static Gen<string> ObjectOf(int depth) => Gen.Select(
        Gen.Shuffle(new[] { "type", "data", "audio", "response", "usage", "xtype", "ok" }, 0, 5), Value(depth).Array[5], Gen.Bool,
        (names, values, spaced) => "{" + string.Join(",", names.Select((n, i) =>
            (spaced ? "\n  " : "") + "\"" + n + "\"" + (spaced ? " : " : ":") + values[i])) + "}");
}
