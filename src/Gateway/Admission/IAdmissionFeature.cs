namespace Gateway.Admission;

/// <summary>What a request holds of the plan's capacity.</summary>
public interface IAdmissionFeature
{
    /// <summary>
    /// Gives it back. Called right before the last byte of the answer leaves, so that nobody is refused by a slot that is
    /// already free; again, late or never does no harm.
    /// </summary>
    ValueTask ReleaseAsync();
}
