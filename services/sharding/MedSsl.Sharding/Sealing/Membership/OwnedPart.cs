namespace MedSsl.Sharding.Sealing.Membership;

/// <summary>A file of the index, and which of its shards are its own: those of the version that no larger file has.</summary>
internal sealed record OwnedPart(MembershipPart Part, IReadOnlyList<bool> Owned)
{
    public bool IsWhole => Owned.All(owned => owned);

    public bool IsOfUse => Owned.Any(owned => owned);
}
