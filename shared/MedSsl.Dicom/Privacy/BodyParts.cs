using System.Collections.Frozen;

namespace MedSsl.Dicom.Privacy;

/// <summary>
/// Defined terms of Body Part Examined (PS3.16 annex L, the common ones). A word of a closed list names no patient, even where a trial or a phantom
/// is called after it; reference groups are made by it.
/// </summary>
internal static class BodyParts
{
    private static readonly FrozenSet<string> Terms = new[]
    {
        "ABDOMEN", "ABDOMENPELVIS", "ADRENAL", "ANKLE", "AORTA", "ARM", "AXILLA", "BACK", "BILEDUCT", "BLADDER", "BRAIN", "BREAST", "BRONCHUS", "CALF", "CAROTID",
        "CEREBELLUM", "CERVIX", "CHEST", "CHESTABDOMEN", "CHESTABDPELVIS", "CLAVICLE", "COCCYX", "COLON", "CSPINE", "CTSPINE", "EAR", "ELBOW", "ESOPHAGUS",
        "EXTREMITY", "EYE", "FACE", "FEMUR", "FINGER", "FOOT", "FOREARM", "GALLBLADDER", "HAND", "HEAD", "HEADNECK", "HEART", "HIP", "HUMERUS", "IAC", "JAW",
        "KIDNEY", "KNEE", "LARYNX", "LEG", "LIVER", "LSPINE", "LSSPINE", "LUNG", "MANDIBLE", "MAXILLA", "MEDIASTINUM", "NECK", "NECKCHEST", "NOSE", "ORBIT",
        "OVARY", "PANCREAS", "PAROTID", "PATELLA", "PELVIS", "PHARYNX", "PROSTATE", "RECTUM", "RIB", "SCAPULA", "SHOULDER", "SINUS", "SKULL", "SPINE", "SPLEEN",
        "SSPINE", "STERNUM", "STOMACH", "TESTIS", "THIGH", "THUMB", "THYMUS", "THYROID", "TIBIA", "TLSPINE", "TMJ", "TOE", "TRACHEA", "TSPINE", "UTERUS", "WHOLEBODY",
        "WRIST",
    }.ToFrozenSet(StringComparer.Ordinal);

    /// <summary>Whether the value of an attribute is a defined term of that attribute.</summary>
    public static bool IsDefinedTerm(DicomTag tag, string value) => tag == DicomTags.BodyPartExamined && Terms.Contains(value);
}
