using System.Collections.Frozen;

namespace MedSsl.Dicom.Privacy.Profile;

/// <summary>
/// Settings of the acquisition, which table E.1-1 does not name and which say how an image was made, never of whom. Types 1 and 2 of the common
/// image objects are here, so that what is written stays a valid object. Numbers and codes by the rules of the allow-list; texts that a person
/// types are not here.
/// </summary>
internal static class AcquisitionParameters
{
    private static readonly Dictionary<string, uint[]> TagsByRepresentation = new()
    {
        ["DS"] =
        [
            0x00180060, 0x00180080, 0x00180081, 0x00180082, 0x00180083, 0x00180084, 0x00180087, 0x00180090, 0x00180093, 0x00180094, 0x00180095, // kVp to pixel bandwidth
            0x00181063, 0x00181100, 0x00181110, 0x00181111, 0x00181114, 0x00181120, 0x00181130, 0x00181190, // frame time, diameters, distances, tilt, table, focal spots
            0x001811A0, 0x001811A2, 0x00181314, 0x00181316, 0x00181510, 0x00181511, 0x00186000, // thickness, compression, flip angle, SAR, positioner, sensitivity
            0x00181065, 0x00181071, 0x00181074, 0x00181075, 0x00181076, 0x00541300, 0x00541321, 0x00541322, 0x00541323, // vectors, dose and half-life, frame reference time, decay, calibration, scatter
        ],
        ["IS"] =
        [
            0x00082144, 0x00081160, 0x00180040, 0x00180086, 0x00180089, 0x00180091, 0x00181149, 0x00181150, 0x00181151, 0x00181152, 0x00181153, 0x00181170,
            0x00181242, 0x00181405, 0x00200011, 0x00200012, 0x00200100, 0x00200105, 0x00201002,
        ],
        ["US"] =
        [
            0x00181310, 0x00280014, 0x00189093, 0x00209156, 0x00541330, // acquisition matrix, colour, trajectories, frame number, image index
            0x00540010, 0x00540011, 0x00540020, 0x00540021, 0x00540030, 0x00540031, 0x00540050, 0x00540051, 0x00540060, 0x00540061, 0x00540070, 0x00540071,
            0x00540080, 0x00540081, 0x00540090, 0x00540100, 0x00540101, // which frame of a nuclear image is which
        ],
        ["UL"] = [0x00209057, 0x00209157], // position in the stack, dimension index values
        ["FD"] = [0x00189073, 0x00189220, 0x00189305, 0x00189306, 0x00189307, 0x00189309, 0x00189310, 0x00189311, 0x00189345],
        ["AT"] = [0x00209165, 0x00209167, 0x00280009], // dimension index pointers, frame increment pointer
        ["CS"] =
        [
            0x00180020, 0x00180021, 0x00180022, 0x00180023, 0x00181140, 0x00181147, 0x00181166, 0x00181181, 0x00181191, 0x00181312, 0x00181508, 0x00187004,
            0x00089007, 0x00089205, 0x00089206, 0x00089207, 0x00089208, 0x00089209, 0x00189004, 0x00189008, 0x00189011, 0x00189012, 0x00189014, 0x00189015,
            0x00189016, 0x00189017, 0x00189018, 0x00189024, 0x00189025, 0x00189026, 0x00189028, 0x00189029, 0x00189032, 0x00189033, 0x00189034, 0x00189064,
            0x00189094, 0x00189100, 0x00209311, // contrasts, pulse sequences and k-space of enhanced MR
            0x00187050, 0x00187060, 0x00280051, 0x00280300, 0x00280302, 0x00541000, 0x00541001, 0x00541002, 0x00541100, 0x00541102,
        ],
        ["SQ"] = [0x00540016, 0x00189226, 0x00189329, 0x00209111, 0x00209221, 0x00209222], // radiopharmaceutical, frame types, content of a frame, dimensions
        ["SH"] = [0x00189005, 0x00209056, 0x00180085, 0x00181160, 0x00181210], // pulse sequence, stack, imaged nucleus, type of filter, convolution kernel
        ["LO"] = [0x00181020, 0x00201040], // software versions, Position Reference Indicator
        ["UI"] = [0x00081150], // Referenced SOP Class UID
    };

    private static readonly FrozenDictionary<uint, string> Representations = TagsByRepresentation
        .SelectMany(pair => pair.Value.Select(tag => (tag, pair.Key))).ToFrozenDictionary(pair => pair.tag, pair => pair.Key);

    /// <summary>Finds the representation and the rule of a tag.</summary>
    public static bool TryGet(DicomTag tag, out string vr, out KeepRule rule)
    {
        vr = Representations.GetValueOrDefault(tag.Number, "");
        rule = vr switch
        {
            "CS" => KeepRule.Code,
            "SH" or "LO" => KeepRule.Text,
            "UI" => KeepRule.Uid,
            "SQ" => KeepRule.Items,
            _ => KeepRule.Number,
        };
        return vr.Length > 0;
    }
}
