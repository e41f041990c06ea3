using Gateway.Policies.Admission;

namespace Gateway.Admission;

/// <summary>What a request holds of the plan's capacity.</summary>
public interface IAdmissionFeature
{
    /// <summary>What was asked for; a relay asks for each synthesis like this with an id and units of its own.</summary>
    AdmissionRequest Request { get; }

    /// <summary>What was answered.</summary>
    AdmissionDecision Decision { get; }

    /// <summary>Whether it was given back.</summary>
    bool IsGiven { get; }

    /// <summary>Its request goes on: from now on it counts as sent, unless <see cref="ReturnAsync"/> says otherwise.</summary>
    void Begins();

    /// <summary>
    /// It is on its way upstream: a connection was found, or the answer is there. If that took long, its request counts from
    /// now on. Only the first call matters.
    /// </summary>
    void Leaves();

    /// <summary>
    /// Gives it back. Called right before the last byte of the answer leaves, so that nobody is refused by a slot that is
    /// already free; again, late or never does no harm.
    /// </summary>
    ValueTask ReleaseAsync();

    /// <summary>Like <see cref="ReleaseAsync"/> when nothing was sent to the upstream: it counts in no minute either.</summary>
    ValueTask ReturnAsync();
}
