using System.Collections.Frozen;

namespace MedSsl.Dicom.Privacy.Profile;

/// <summary>
/// Private attributes that are kept by option 113111: numbers that images of these makers cannot be understood without (PS3.15 table E.3.10-1, and
/// the diffusion attributes that conformance statements of the makers describe). Numbers only: no text of a maker is trusted.
/// </summary>
internal static class SafePrivate
{
    private static readonly FrozenDictionary<(string Creator, ushort Group, byte Element), string> Known =
        new Dictionary<(string, ushort, byte), string>
        {
            [("Philips PET Private Group", 0x7053, 0x00)] = "DS", // factor of standardized uptake values
            [("Philips PET Private Group", 0x7053, 0x09)] = "DS", // scale of activity concentration
            [("Philips MR Imaging DD 001", 0x2005, 0x0D)] = "FL", // scale intercept
            [("Philips MR Imaging DD 001", 0x2005, 0x0E)] = "FL", // scale slope
            [("Philips Imaging DD 001", 0x2001, 0x03)] = "FL", // diffusion b-factor
            [("GEMS_ACQU_01", 0x0019, 0x23)] = "DS", // table speed
            [("GEMS_ACQU_01", 0x0019, 0x24)] = "DS", // time of the middle of the scan
            [("GEMS_ACQU_01", 0x0019, 0x27)] = "DS", // speed of rotation
            [("GEMS_PARM_01", 0x0043, 0x39)] = "IS", // diffusion b-value and its flags
            [("GEMS_SERS_01", 0x0025, 0x07)] = "SL", // images in the series
            [("SIEMENS MR HEADER", 0x0019, 0x0C)] = "IS", // diffusion b-value
            [("SIEMENS MR HEADER", 0x0019, 0x0E)] = "FD", // direction of the diffusion gradient
            [("SIEMENS MR HEADER", 0x0019, 0x27)] = "FD", // diffusion b-matrix
            [("ELSCINT1", 0x01F1, 0x07)] = "DS", // table velocity
            [("ELSCINT1", 0x01F1, 0x26)] = "DS", // pitch
            [("ELSCINT1", 0x01F1, 0x27)] = "DS", // rotation time
        }.ToFrozenDictionary();

    /// <summary>
    /// The representation of a private attribute that may stay; null where it may not. The block in the tag says which Private Creator element of the
    /// same data set names the maker (PS3.5 section 7.8.1).
    /// </summary>
    public static string? Representation(DicomDataset dataset, DicomTag tag, out DicomTag creatorTag)
    {
        creatorTag = new DicomTag(tag.Group, (ushort)(tag.Element >> 8));
        return creatorTag.Element >= 0x10 && dataset.GetString(creatorTag) is { } creator
            ? Known.GetValueOrDefault((creator, tag.Group, (byte)tag.Element))
            : null;
    }
}
