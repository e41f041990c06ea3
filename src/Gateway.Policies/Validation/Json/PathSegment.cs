using System.Runtime.CompilerServices;

namespace Gateway.Policies.Validation.Json;

/// <summary>One step to a value: a property name, or a position when there is no name.</summary>
internal readonly record struct PathSegment(string? Name, int Index)
{
    /// <summary>The steps from the root to the value at hand.</summary>
    [InlineArray(MaxDepth)]
    internal struct Stack
    {
        /// <summary>Rules are not nested deeper; values that no rule names may be.</summary>
        public const int MaxDepth = 8;

#pragma warning disable IDE0044, IDE0051 // The one field that an inline array repeats; it is reached by position only.
        private PathSegment _first;
#pragma warning restore IDE0044, IDE0051
    }
}
