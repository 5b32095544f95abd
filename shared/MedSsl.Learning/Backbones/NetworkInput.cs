namespace MedSsl.Learning.Backbones;

/// <summary>
/// How an image of any value range becomes the input of a backbone; the same in pretraining, probes and use. Values are mapped to [0, 1] by the
/// image's own range, then centred, so that the zeros with which convolutions pad are mid-grey.
/// </summary>
public static class NetworkInput
{
    /// <summary>Subtracted from a value in [0, 1].</summary>
    public const float Center = 0.5f;

    /// <summary>Divides the centred value.</summary>
    public const float Scale = 0.25f;

    // A burnt-in marker or one bright pixel must not decide the contrast of the rest.
    private const double LowQuantile = 0.005;
    private const double HighQuantile = 0.995;

    /// <summary>Maps an image's values to [0, 1], in place: quantiles 0.5 % to 99.5 % become 0 to 1, what lies beyond is clipped. A constant image becomes zeros.</summary>
    public static void ToUnitRange(Span<float> values)
    {
        if (values.IsEmpty)
        {
            return;
        }

        var sorted = values.ToArray();
        Array.Sort(sorted);
        var low = sorted[(int)(LowQuantile * (sorted.Length - 1))];
        var high = sorted[(int)Math.Ceiling(HighQuantile * (sorted.Length - 1))];
        if (!(high > low))
        {
            values.Clear();
            return;
        }

        var scale = 1f / (high - low);
        foreach (ref var value in values)
        {
            value = Math.Clamp((value - low) * scale, 0f, 1f);
        }
    }

    /// <summary>Centres and scales values in [0, 1], in place.</summary>
    public static void Standardize(Span<float> values)
    {
        foreach (ref var value in values)
        {
            value = (value - Center) / Scale;
        }
    }
}
