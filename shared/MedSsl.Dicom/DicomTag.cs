using System.Globalization;

namespace MedSsl.Dicom;

/// <summary>The tag of a data element (PS3.5 section 7.1.1).</summary>
/// <param name="Group">Group number; odd groups are private.</param>
/// <param name="Element">Element number within the group.</param>
public readonly record struct DicomTag(ushort Group, ushort Element)
{
    /// <summary>Whether a manufacturer defined it: its meaning, and what it may disclose, is unknown.</summary>
    public bool IsPrivate => (Group & 1) == 1;

    /// <summary>Group and element as one number: the order in which a data set is encoded.</summary>
    internal uint Number => ((uint)Group << 16) | Element;

    /// <summary>As the standard prints it: <c>(gggg,eeee)</c>.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"({Group:X4},{Element:X4})");
}
