# ruff: noqa: E501 (paragraphs, read as such)
"""The pages of text, as blocks of a content page."""

from typing import Any

Blocks = list[tuple[str, Any]]

FIGURES = [
    {"figure": "7", "meaning": "points d'accueil en France", "source": "Le réseau, mi-2014"},
    {"figure": "+ de 6 000", "meaning": "personnes aidées", "source": "Le réseau, mi-2014"},
    {"figure": "10 000", "meaning": "personnes : l'objectif pour 2014", "source": "Le réseau, mi-2014"},
    {
        "figure": "+ de 15 %",
        "meaning": "des ressources : ce que les plus pauvres consacraient au téléphone et à internet, "
        "avant le programme. C'est 4 % en moyenne en France.",
        "source": "Un élu, 2014",
    },
]

HOME: Blocks = [("figures", FIGURES[:3]), ("actions", [{"words": "Lire notre histoire", "address": "/histoire/"}])]

HISTORY: Blocks = [
    (
        "steps",
        [
            {
                "when": "Jusqu'en 2013",
                "title": "Trois ans en Île-de-France",
                "text": "Le programme se construit sur le terrain : équiper, connecter et apprendre, dans un même lieu.",
            },
            {
                "when": "Novembre 2013",
                "title": "La convention de Marseille",
                "text": "La Ville de Marseille, son CCAS et l'IFAC s'engagent avec le réseau.",
            },
            {
                "when": "Fin 2013 et 2014",
                "title": "D'autres villes ouvrent",
                "text": "Marseille, Grenoble, Lyon, Saint-Denis, puis Lille.",
            },
            {"when": "22 mai 2014", "title": "Lille ouvre son point d'accueil"},
            {"when": "11 juin 2014", "title": "Reuilly, troisième point d'accueil à Paris"},
            {"when": "18 juin 2014", "title": "Forum du numérique à Grenoble, par le CCAS et avec le réseau"},
            {"when": "30 juin 2014", "title": "Inauguration officielle du point de Lyon"},
        ],
    ),
    (
        "prose",
        "<h2>Mi-2014 : sept points d'accueil</h2><p>Au milieu de 2014, le réseau compte 7 points d'accueil. On y vient à "
        "Marseille, Grenoble, Lyon, Saint-Denis, Lille et Paris.</p>",
    ),
    ("figures", FIGURES),
    (
        "prose",
        "<p>La plupart des 6 000 personnes sont venues au comptoir, sans rendez-vous, pour leur téléphone ou leur "
        "connexion. Ces passages sont comptés aussi.</p>"
        "<h2>Ce que fait un point d'accueil</h2><p>Trois choses ensemble, car l'une ne va pas sans les autres :</p><ul>"
        "<li>un téléphone et une connexion à prix solidaire, grâce aux recharges et aux appareils que donnent SFR et "
        "Huawei ;</li><li>du matériel remis en état par Ecodair, Solidura et ADB, vendu à prix solidaire ;</li>"
        "<li>un apprentissage, au rythme de chacun.</li></ul>"
        "<h2>Comment on y arrive</h2><p>Un service public, une association ou un service social repère qu'une personne "
        "est en difficulté avec le numérique. Il l'oriente vers un point d'accueil, où commence son parcours.</p>"
        "<h2>Pour quoi faire</h2><p>Se soigner, trouver un emploi, apprendre, joindre un service public, se déplacer : "
        "tout cela passe aujourd'hui par un écran.</p>"
        "<h2>Avec qui</h2><p>Les villes et leurs centres communaux d'action sociale (CCAS), le Département de l'Isère, "
        "Plaine Commune, Grenoble-Alpes Métropole, l'IFAC à Marseille. Les espaces publics numériques (EPN) et les "
        "Cyberbases forment aussi : nous construisons avec eux des parcours communs. Et là où nous ne sommes pas, une "
        "autre organisation peut porter un point d'accueil.</p>",
    ),
    ("actions", [{"words": "Travailler ensemble", "address": "/contact/"}]),
]

REFERRAL: Blocks = [
    (
        "steps",
        [
            {
                "when": "D'abord",
                "title": "Trouvez un point d'accueil",
                "text": "Cherchez par ville ou code postal. Les offres solidaires y sont réservées aux personnes orientées.",
            },
            {
                "when": "Ensuite",
                "title": "Appelez, ou écrivez-nous",
                "text": "Nous disons avec vous ce qui aidera : du matériel, une connexion, des séances.",
            },
            {
                "when": "Enfin",
                "title": "Donnez l'adresse et l'heure à la personne",
                "text": "Vous pouvez aussi réserver une séance avec elle : un prénom et un téléphone suffisent.",
            },
        ],
    ),
    (
        "actions",
        [
            {"words": "Trouver un point d'accueil", "address": "/points-accueil/"},
            {"words": "Réserver une séance", "address": "/rendez-vous/"},
            {"words": "Nous écrire", "address": "/contact/"},
        ],
    ),
    (
        "prose",
        "<h2>Qui peut orienter ?</h2><p>Les services sociaux, les centres communaux d'action sociale (CCAS), les "
        "associations, les organismes publics, les bibliothèques et les espaces publics numériques (EPN).</p>"
        "<h2>Ce que nous demandons</h2><p>Un prénom et un moyen de joindre la personne. Rien sur sa santé, ses dettes ou "
        "ses papiers. Dites-lui que vous nous donnez ces informations, et pourquoi.</p>",
    ),
]

ACCESSIBILITY: Blocks = [
    (
        "prose",
        "<p>Emmaüs Connect s'engage à rendre ce site accessible, conformément à l'article 47 de la loi n° 2005-102 du "
        "11 février 2005. Cette déclaration s'applique à l'ensemble de ce site.</p>"
        "<h2>État de conformité</h2><p>Ce site est <b>non conforme</b> au référentiel général d'amélioration de "
        "l'accessibilité (RGAA), version 4.1.2 : <b>aucun audit n'a encore été fait</b>. Il a pourtant été conçu pour "
        "être lu et utilisé par tous : nous le disons comme c'est.</p>"
        "<h2>Résultats des tests</h2><p>Aucun audit de conformité n'a été réalisé par un tiers : nous ne donnons donc pas "
        "de pourcentage. Des vérifications automatiques tournent à chaque changement du site. Elles ne voient qu'une "
        "partie des critères.</p>"
        "<h2>Contenus non accessibles</h2><h3>Non-conformités</h3><p>Elles ne sont pas encore connues, faute d'audit. Les "
        "essais avec des lecteurs d'écran et par des personnes concernées restent à faire.</p>"
        "<h3>Dérogations pour charge disproportionnée</h3><p>Aucune.</p>"
        "<h3>Contenus non soumis à l'obligation d'accessibilité</h3><p>Les cartes, quand il y en a : la liste des lieux, à "
        "côté, dit tout ce qu'elles montrent. Les calendriers d'autres sites vers lesquels nous pointons.</p>"
        "<h2>Établissement de cette déclaration</h2><p>Cette déclaration a été établie à l'ouverture du site. Elle sera "
        "mise à jour après le premier audit.</p>"
        "<h3>Technologies utilisées</h3><ul><li>HTML5</li><li>CSS</li><li>SVG</li><li>JavaScript : le site fonctionne "
        "aussi sans lui</li></ul>"
        "<h3>Environnement de test</h3><p>Chromium, à 320, 360, 768 et 1280 points de large, au clavier, en clair et en "
        "sombre.</p>"
        "<h3>Outils</h3><ul><li>axe-core</li><li>contrôle des contrastes</li><li>validation du HTML</li></ul>"
        "<h3>Pages vérifiées automatiquement</h3><ul><li>Accueil</li><li>Recherche d'un lieu et page d'un lieu</li>"
        "<li>Agenda et page d'un événement</li><li>Prise de rendez-vous, du choix à la confirmation</li>"
        "<li>Actualités</li><li>Contact</li><li>Accessibilité, mentions légales, données personnelles, plan du site</li>"
        "</ul>"
        "<h2>Retour d'information et contact</h2><p>Vous ne parvenez pas à lire une page ou à faire une démarche ? "
        '<a href="/contact/">Écrivez-nous</a> ou appelez-nous : le numéro est en bas de chaque page. Nous vous donnerons '
        "l'information sous une autre forme, et nous répondrons en une semaine.</p>"
        "<h2>Voies de recours</h2><p>Vous nous avez signalé un défaut qui vous empêche d'accéder à un contenu ou à un "
        "service, et vous n'avez pas eu de réponse satisfaisante. Vous pouvez :</p><ul>"
        '<li><a href="https://formulaire.defenseurdesdroits.fr/">écrire un message au Défenseur des droits</a> ;</li>'
        '<li><a href="https://www.defenseurdesdroits.fr/saisir/delegues">contacter le délégué du Défenseur des droits '
        "dans votre région</a> ;</li><li>envoyer un courrier par la poste, gratuit et sans timbre : Défenseur des droits, "
        "Libre réponse 71120, 75342 Paris CEDEX 07.</li></ul>",
    ),
]

LEGAL: Blocks = [
    (
        "prose",
        "<h2>Qui publie ce site</h2><p>Emmaüs Connect, association. La personne morale qui installe ce site complète ici "
        "son adresse, son numéro d'identification et le nom de la personne qui dirige la publication.</p>"
        "<h2>Qui l'héberge</h2><p>À compléter par la personne morale qui installe ce site : nom, adresse et téléphone de "
        "l'hébergeur.</p>"
        "<h2>Les données ouvertes</h2><p>Les adresses des lieux d'aide numérique viennent de la Cartographie nationale "
        "des lieux de médiation numérique et de ses producteurs (Agence nationale de la cohésion des territoires, "
        "Conseillers numériques, France Services, data·inclusion, Hub du Sud, Hinaura et d'autres), sous Licence "
        "Ouverte 2.0. Elles ont été relevées entre 2021 et 2024. Le répertoire des communes vient de l'INSEE, de La "
        "Poste et de l'IGN.</p>"
        "<h2>Réutiliser ce site</h2><p>Nos listes de lieux et nos agendas se réutilisent librement, sous la même licence, "
        "en citant leur source et leur date.</p>"
        "<h2>Cookies</h2><p>Lire ce site ne pose aucun cookie et n'appelle aucun autre serveur. Un formulaire pose un "
        "cookie technique, qui protège l'envoi et disparaît ensuite. C'est pourquoi rien ne vous est demandé.</p>",
    ),
]

PERSONAL_DATA: Blocks = [
    (
        "prose",
        "<h2>Ce que nous demandons, et pourquoi</h2><p>Pour réserver : un prénom et un seul moyen de vous joindre, "
        "téléphone ou adresse électronique. Cela sert à garder votre place et à vous prévenir si la séance change. Sans "
        "prénom ni contact, nous ne pouvons pas réserver.</p><p>Nous ne demandons ni date de naissance, ni adresse "
        "postale, ni numéro de sécurité sociale, ni rien sur votre santé. Vous dites, si vous le voulez, ce qu'il faut "
        "préparer : un interprète, un accès en fauteuil.</p><p>Vos données ne sont ni vendues, ni données, ni utilisées "
        "pour vous envoyer autre chose. Si un professionnel réserve pour vous, il voit ce qu'il a "
        "écrit et si la place est gardée.</p>",
    ),
    ("retention", None),
    (
        "prose",
        "<h2>Qui est responsable</h2><p>La personne morale qui installe ce site complète ici son nom, son adresse, le "
        "contact de la personne déléguée à la protection des données, et le nom et le pays de ceux qui hébergent le site "
        "et transportent ses messages.</p>"
        "<h2>Pas de suivi</h2><p>Ce site ne mesure pas ce que vous faites, n'a pas de publicité et n'appelle aucun autre "
        "serveur.</p>",
    ),
]
